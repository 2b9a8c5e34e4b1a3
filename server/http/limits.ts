import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Person } from '#shared/access/person.ts';
import { countedAddress } from '#shared/kernel/address.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Source } from '../access/sources.ts';
import { hashToken } from '../access/token.ts';
import type { NodePort } from '../node/port.ts';
import type { KnownBrowsers } from './known-browsers.ts';
import { sendRefusal } from './problem.ts';
import { openSharedCounts, type SharedCounts } from './shared-counts.ts';
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
  /** Of screens that ask to be let in, from one address in ten minutes. */
  pairing: number;
  /** Moves of a map that walls follow, of one person a minute. */
  sight: number;
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
  pairing: 3_000,
  sight: 300,
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

const addressOf = (req: Request): string => countedAddress(req.ip ?? '0.0.0.0');

interface Counting {
  /** Counts those alone whose answer is one of these. */
  onlyFailures?: (req: Request, res: Response) => boolean;
  skip?: (req: Request) => boolean;
}

/** Makes guards; each limit is counted by the nodes of the house together, under its name. */
function openLimiter(limits: Limits, counts: SharedCounts) {
  return (
    name: keyof Limits,
    windowMs: number,
    keyGenerator: (req: Request) => string,
    { onlyFailures, skip }: Counting = {},
  ): RequestHandler =>
    rateLimit({
      windowMs,
      keyGenerator,
      limit: limits[name],
      store: counts.store(name),
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
function sharer(counts: SharedCounts, shares: ReturnType<typeof openShares>): RequestHandler {
  const tell = counts.join('public-shares', (key) => {
    const [jurisdiction = '', address = ''] = key.split(' ');
    shares.take(jurisdiction, address);
  });
  return (req, res, next) => {
    const [jurisdiction, address] = [String(req.params['jurisdiction']), addressOf(req)];
    if (!shares.take(jurisdiction, address))
      return sendRefusal(res, refuse('busy', 'very-many-reports'), 429);
    tell(`${jurisdiction} ${address}`);
    next();
  };
}

/** Whoever `mount.ts` has let in: a person or a source. */
function senderOf(req: Request): string {
  const { person, source } = (req.res?.locals ?? {}) as { person?: Person; source?: Source };
  return JSON.stringify(person ? [person.jurisdiction, person.id] : [source?.jurisdiction, source?.source]);
}

/** Guards of sign-in and doors. */
export function openLimits(limits: Limits, known: Pick<KnownBrowsers, 'isKnown'>, node: NodePort) {
  const counts = openSharedCounts(node);
  const limiter = openLimiter(limits, counts);
  const refused = (_req: Request, res: Response): boolean => res.statusCode === 401;
  const loginOf = (req: Request): string => {
    const login: unknown = (req.body as { login?: unknown } | undefined)?.login;
    return typeof login === 'string' ? login.slice(0, 64) : '';
  };
  const accountOf = (req: Request): string => `${req.params['jurisdiction']} ${loginOf(req)}`;
  const isKnown = (req: Request): boolean =>
    known.isKnown(req, String(req.params['jurisdiction']), loginOf(req));
  const kindOf = (req: Request): unknown => (req.body as { kind?: unknown } | undefined)?.kind;
  const longMs = 10 * minuteMs;
  return {
    signIn: [
      limiter('signInAddress', longMs, addressOf, { onlyFailures: refused, skip: isKnown }),
      limiter('signInAccount', longMs, accountOf, { onlyFailures: refused, skip: isKnown }),
      limiter(
        'signIn',
        longMs,
        (req) =>
          `${isKnown(req) ? `known ${hashToken(req.get('cookie') ?? '')}` : addressOf(req)} ${accountOf(req)}`,
        { onlyFailures: refused },
      ),
    ],
    /** Of tokens that are none, once they were looked up: a good one never waits for bad ones. */
    badToken: limiter('badToken', minuteMs, addressOf),
    command: [
      limiter('report', minuteMs, senderOf, { skip: (req) => kindOf(req) !== 'report' }),
      limiter('command', minuteMs, senderOf),
    ],
    door: limiter('door', minuteMs, (req) => hashToken(req.get('authorization') ?? '')),
    publicRead: limiter('publicRead', longMs, addressOf),
    publicReport: [
      limiter('publicReport', longMs, addressOf),
      sharer(
        counts,
        openShares({
          windowMs: longMs,
          own: limits.publicOwn,
          common: limits.publicReports,
          now: Date.now,
        }),
      ),
    ],
    publicPhoto: limiter('publicPhoto', longMs, addressOf),
    publicLost: limiter('publicLost', longMs, addressOf),
    /** Whoever tries codes is stopped long before one is met by chance. */
    publicCode: [
      limiter('publicAct', longMs, addressOf),
      limiter('badCode', longMs, addressOf, { onlyFailures: (_req, res) => res.statusCode === 404 }),
    ],
    /** Once it is known who sends. */
    upload: limiter('upload', minuteMs, senderOf),
    pairing: limiter('pairing', longMs, addressOf),
    sight: limiter('sight', minuteMs, senderOf),
  };
}
