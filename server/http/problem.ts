import type { ErrorRequestHandler, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import type { PlainReasonId } from '#shared/kernel/reasons.ts';
import { refuse, type Refusal, type RefusalCode } from '#shared/kernel/refusal.ts';
import type { problem } from '#shared/wire/http.ts';
import type { Log } from '../log.ts';
import { FilesAway, isConnectionFault, isHeldUp, isShortage } from '../storage/fault.ts';

export type Problem = z.infer<typeof problem>;

/** The one status of each refusal. */
export const statusOf: Record<RefusalCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  unknown: 404,
  conflict: 409,
  duplicate: 409,
  'not-now': 409,
  'too-large': 413,
  absurd: 422,
  reused: 422,
  'too-old': 422,
  future: 422,
  busy: 503,
};

/** A refusal as an RFC 9457 problem document. `status` differs from the usual one where HTTP has a word of its own (405, 415, 429). */
export function problemOf(refusal: Refusal, status = statusOf[refusal.code]): Problem {
  const { code, reason, reasonId, values, field, winner } = refusal;
  return {
    type: `urn:jiuhuan:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: reason,
    ...(reasonId === undefined ? {} : { reasonId }),
    ...(values === undefined ? {} : { values }),
    ...(field === undefined ? {} : { field }),
    ...(winner === undefined ? {} : { winner }),
  };
}

/** Answers with a refusal. */
export function sendRefusal(res: Response, refusal: Refusal, status = statusOf[refusal.code]): void {
  res.locals['refused'] = refusal.code;
  if (status === 503 && !res.hasHeader('Retry-After')) res.set('Retry-After', '1');
  res
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(refusal, status)));
}

interface HttpError {
  status?: unknown;
  type?: unknown;
  message?: unknown;
}
/** What express and its body parsers throw about a request, by their `type`. */
const parserFaults: Record<string, [code: RefusalCode, reason: PlainReasonId, field?: string]> = {
  'entity.too.large': ['too-large', 'body-too-large', 'body'],
  'entity.parse.failed': ['invalid', 'not-json', 'body'],
  'encoding.unsupported': ['invalid', 'encoding', 'content-encoding'],
  'charset.unsupported': ['invalid', 'charset', 'content-type'],
  'request.size.invalid': ['invalid', 'body-length', 'content-length'],
  'request.aborted': ['invalid', 'broken-off', 'body'],
};

/** The last handler: a fault of the request becomes a refusal; a fault of ours is logged and told without its inside. */
export function catchFaults(log: Log): ErrorRequestHandler {
  return (error: HttpError, req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, type } = error;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      const [code, reason, field] = parserFaults[String(type)] ?? [
        'invalid',
        'request-unreadable',
        undefined,
      ];
      return sendRefusal(res, refuse(code, reason, field), status);
    }
    if (isConnectionFault(error) || isShortage(error) || isHeldUp(error)) {
      log.warn({ err: error }, 'database unavailable: requests refused');
      res.set('Retry-After', '5');
      return sendRefusal(res, refuse('busy', 'database-away'));
    }
    if (error instanceof FilesAway) {
      log.warn({ err: error }, 'file store unavailable: files refused');
      res.set('Retry-After', '5');
      return sendRefusal(res, refuse('busy', 'files-away'));
    }
    log.error({ err: error, method: req.method, path: req.path }, 'request failed');
    const { title, ...rest } = problemOf(refuse('busy', 'server-failed'));
    res
      .status(500)
      .type('application/problem+json')
      .send(JSON.stringify({ ...rest, title: STATUS_CODES[500] ?? title, status: 500, code: 'internal' }));
  };
}
