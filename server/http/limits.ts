import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Person } from '#shared/access/person.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Source } from '../access/sources.ts';
import { hashToken } from '../access/token.ts';
import type { KnownBrowsers } from './known-browsers.ts';
import { sendRefusal } from './problem.ts';
import { openShares } from './shares.ts';

/** How often one may knock. */
export interface Limits {
  /**
   * Failed sign-ins in ten minutes: of one login from one address or one known browser, of one login from wherever, and of all
   * logins from one address. A browser that its owner has signed in from before is counted by itself, so that nobody else's
   * failures keep the owner out.
   */
  signIn: number;
  signInAccount: number;
  signInAddress: number;
  /** Of one person a minute: matters reported, other commands. */
  report: number;
  command: number;
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
  /** One-time codes that are asked for to find lost tracking codes; of one number it is counted apart (`routes/public-lost.ts`). */
  publicLost: number;
  badCode: number;
  /**
   * Matters reported on the public page of a jurisdiction in ten minutes: from each address whatever the others do, and beyond that from
   * all together.
   */
  publicOwn: number;
  publicReports: number;
}
export const usualLimits: Limits = {
  signIn: 10,
  signInAccount: 50,
  signInAddress: 100,
  report: 120,
  command: 600,
  door: 6_000,
  upload: 120,
  badToken: 120,
  publicRead: 1_200,
  publicReport: 30,
  publicPhoto: 60,
  publicAct: 600,
  publicLost: 20,
  badCode: 60,
  publicOwn: 3,
  publicReports: 600,
};

const addressOf = (req: Request): string => ipKeyGenerator(req.ip ?? '0.0.0.0');

function limiter(
  windowMs: number,
  limit: number,
  keyGenerator: (req: Request) => string,
  onlyFailures?: (req: Request, res: Response) => boolean,
  skip?: (req: Request) => boolean,
): RequestHandler {
  return rateLimit({
    windowMs,
    limit,
    keyGenerator,
    ...(skip ? { skip } : {}),
    ...(onlyFailures
      ? { skipSuccessfulRequests: true, requestWasSuccessful: (req, res) => !onlyFailures(req, res) }
      : {}),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    handler: (_req, res) => sendRefusal(res, refuse('busy', 'too-many-tries'), 429),
  });
}

/** A jurisdiction's door, shared by addresses. */
function sharer(shares: ReturnType<typeof openShares>): RequestHandler {
  return (req, res, next) =>
    shares.take(String(req.params['jurisdiction']), addressOf(req))
      ? next()
      : sendRefusal(res, refuse('busy', 'very-many-reports'), 429);
}

/** Whoever `mount.ts` has let in: a person or a source. */
function senderOf(req: Request): string {
  const { person, source } = (req.res?.locals ?? {}) as { person?: Person; source?: Source };
  return JSON.stringify(person ? [person.jurisdiction, person.id] : [source?.jurisdiction, source?.source]);
}

/** Guards of sign-in and doors; each call counts on its own. */
export function openLimits(limits: Limits, known: Pick<KnownBrowsers, 'isKnown'>) {
  const refused = (_req: Request, res: Response): boolean => res.statusCode === 401;
  const loginOf = (req: Request): string => {
    const login: unknown = (req.body as { login?: unknown } | undefined)?.login;
    return typeof login === 'string' ? login.slice(0, 64) : '';
  };
  const accountOf = (req: Request): string => `${req.params['jurisdiction']} ${loginOf(req)}`;
  const isKnown = (req: Request): boolean =>
    known.isKnown(req, String(req.params['jurisdiction']), loginOf(req));
  const kindOf = (req: Request): unknown => (req.body as { kind?: unknown } | undefined)?.kind;
  return {
    signIn: [
      limiter(10 * minuteMs, limits.signInAddress, addressOf, refused, isKnown),
      limiter(10 * minuteMs, limits.signInAccount, accountOf, refused, isKnown),
      limiter(
        10 * minuteMs,
        limits.signIn,
        (req) =>
          `${isKnown(req) ? `known ${hashToken(req.get('cookie') ?? '')}` : addressOf(req)} ${accountOf(req)}`,
        refused,
      ),
    ],
    /** Of tokens that are none, once they were looked up: a good one never waits for bad ones. */
    badToken: limiter(minuteMs, limits.badToken, addressOf),
    command: [
      limiter(minuteMs, limits.report, senderOf, undefined, (req) => kindOf(req) !== 'report'),
      limiter(minuteMs, limits.command, senderOf),
    ],
    door: limiter(minuteMs, limits.door, (req) => hashToken(req.get('authorization') ?? '')),
    publicRead: limiter(10 * minuteMs, limits.publicRead, addressOf),
    publicReport: [
      limiter(10 * minuteMs, limits.publicReport, addressOf),
      sharer(
        openShares({
          windowMs: 10 * minuteMs,
          own: limits.publicOwn,
          common: limits.publicReports,
          now: Date.now,
        }),
      ),
    ],
    publicPhoto: limiter(10 * minuteMs, limits.publicPhoto, addressOf),
    publicLost: limiter(10 * minuteMs, limits.publicLost, addressOf),
    /** Whoever tries codes is stopped long before one is met by chance. */
    publicCode: [
      limiter(10 * minuteMs, limits.publicAct, addressOf),
      limiter(10 * minuteMs, limits.badCode, addressOf, (_req, res) => res.statusCode === 404),
    ],
    /** Once it is known who sends. */
    upload: limiter(minuteMs, limits.upload, senderOf),
  };
}
