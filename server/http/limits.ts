import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Person } from '#shared/access/person.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Source } from '../access/sources.ts';
import { hashToken } from '../access/token.ts';
import { sendRefusal } from './problem.ts';

/** How often one may knock. */
export interface Limits {
  /** Failed sign-ins to one login from one address in ten minutes. */
  signIn: number;
  /** Failed sign-ins from one address in ten minutes. */
  signInAddress: number;
  /** Requests of one source a minute. */
  door: number;
  /** Files of one sender a minute. */
  upload: number;
  /** Requests with a bad token from one address a minute. */
  badToken: number;
  /** Of the public page, from one address in ten minutes: what is read, matters reported, photographs, acts by a code, codes that are none. */
  publicRead: number;
  publicReport: number;
  publicPhoto: number;
  publicAct: number;
  badCode: number;
  /** Matters reported on the public page of a jurisdiction in ten minutes, from wherever. */
  publicReports: number;
}
export const usualLimits: Limits = {
  signIn: 10,
  signInAddress: 100,
  door: 6_000,
  upload: 120,
  badToken: 120,
  publicRead: 1_200,
  publicReport: 30,
  publicPhoto: 60,
  publicAct: 600,
  badCode: 60,
  publicReports: 600,
};

const addressOf = (req: Request): string => ipKeyGenerator(req.ip ?? '0.0.0.0');

function limiter(
  windowMs: number,
  limit: number,
  keyGenerator: (req: Request) => string,
  onlyFailures?: (req: Request, res: Response) => boolean,
): RequestHandler {
  return rateLimit({
    windowMs,
    limit,
    keyGenerator,
    ...(onlyFailures
      ? { skipSuccessfulRequests: true, requestWasSuccessful: (req, res) => !onlyFailures(req, res) }
      : {}),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    handler: (_req, res) => sendRefusal(res, refuse('busy', 'too many tries: wait and come again'), 429),
  });
}

/** Whoever `mount.ts` has let in: a person or a source. */
function senderOf(req: Request): string {
  const { person, source } = (req.res?.locals ?? {}) as { person?: Person; source?: Source };
  return JSON.stringify(person ? [person.jurisdiction, person.id] : [source?.jurisdiction, source?.source]);
}

/** Guards of sign-in and doors; each call counts on its own. */
export function openLimits(limits: Limits) {
  const refused = (_req: Request, res: Response): boolean => res.statusCode === 401;
  const loginOf = (req: Request): string => {
    const login: unknown = (req.body as { login?: unknown } | undefined)?.login;
    return typeof login === 'string' ? login.slice(0, 64) : '';
  };
  return {
    signIn: [
      limiter(10 * minuteMs, limits.signInAddress, addressOf, refused),
      limiter(
        10 * minuteMs,
        limits.signIn,
        (req) => `${addressOf(req)} ${req.params['jurisdiction']} ${loginOf(req)}`,
        refused,
      ),
    ],
    /** Before the token is looked up. */
    token: limiter(minuteMs, limits.badToken, addressOf, refused),
    door: limiter(minuteMs, limits.door, (req) => hashToken(req.get('authorization') ?? '')),
    publicRead: limiter(10 * minuteMs, limits.publicRead, addressOf),
    publicReport: [
      limiter(10 * minuteMs, limits.publicReport, addressOf),
      limiter(10 * minuteMs, limits.publicReports, (req) => String(req.params['jurisdiction'])),
    ],
    publicPhoto: limiter(10 * minuteMs, limits.publicPhoto, addressOf),
    /** Whoever tries codes is stopped long before one is met by chance. */
    publicCode: [
      limiter(10 * minuteMs, limits.publicAct, addressOf),
      limiter(10 * minuteMs, limits.badCode, addressOf, (_req, res) => res.statusCode === 404),
    ],
    /** Once it is known who sends. */
    upload: limiter(minuteMs, limits.upload, senderOf),
  };
}
