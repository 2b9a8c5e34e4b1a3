import type { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/single-sign-on.ts';
import { person as personAnswer } from '#shared/wire/http.ts';
import type { AccessRoom } from '../../access/access.ts';
import { errandMs, type Entered } from '../../access/single-sign-on.ts';
import type { openLimits } from '../limits.ts';
import type { KnownBrowsers } from '../known-browsers.ts';
import { forAnyone, type Route } from '../route.ts';
import type { Seats } from '../seats.ts';
import type { Trail } from '../trail.ts';

export interface SignOnPorts {
  access: AccessRoom;
  seats: Seats;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
  known: Pick<KnownBrowsers, 'mark'>;
  /** Whether cookies go over TLS alone, and where the house lies below its host. */
  settings: { behindTls: boolean; base?: string };
}
const tag = 'session';
const cookieName = 'jiuhuan-errand';

/** Signing in by the identity provider of a county. */
export function signOnRoutes(ports: SignOnPorts): Route[] {
  return [...goingRoutes(ports), ...comingRoutes(ports), endedRoute(ports)];
}

/** The session's cookie is not sent when a browser comes back from elsewhere; this one is, for ten minutes and these addresses. */
function errandCookie({ settings }: SignOnPorts, jurisdiction: string): CookieOptions {
  const path = `${settings.base ?? ''}/api/${jurisdiction}/session/provider`;
  return { httpOnly: true, sameSite: 'lax', secure: settings.behindTls, path };
}
function keptBy(req: Request): string {
  const line = (req.get('cookie') ?? '').split(/;\s*/u).find((one) => one.startsWith(`${cookieName}=`));
  return line?.slice(cookieName.length + 1) ?? '';
}
/** To a page of ours, with what it is to tell behind `#`, which no server sees. */
function toPage({ access }: SignOnPorts, res: Response, jurisdiction: string, page: string, hash = ''): void {
  res.set('Cache-Control', 'no-store');
  res.redirect(`${access.signOn.homeOf(jurisdiction) ?? ''}/${jurisdiction}/${page}${hash}`);
}

function goingRoutes(ports: SignOnPorts): Route[] {
  const { access, limits } = ports;
  const { signOn } = access;
  return [
    forAnyone({
      method: 'get',
      path: '/session/ways',
      tag,
      summary: 'Ways to sign in beside login and password',
      answer: wire.signInWays,
      handle({ pack }) {
        const name = signOn.nameOf(pack.id);
        return { provider: name && { name } };
      },
    }),
    forAnyone({
      method: 'get',
      path: '/session/provider',
      tag,
      summary: 'Sends the browser to the identity provider of the county',
      query: wire.providerQuery,
      answer: z.void(),
      guards: [limits.badToken],
      async handle({ pack, query, res }) {
        const begun = await signOn.begin(pack.id, query.to);
        if (isRefusal(begun)) {
          if (signOn.nameOf(pack.id) === null) return begun;
          return toPage(ports, res, pack.id, query.to, `#refused=${begun.reasonId ?? ''}`);
        }
        res.cookie(cookieName, begun.kept, { ...errandCookie(ports, pack.id), maxAge: errandMs });
        res.set('Cache-Control', 'no-store');
        res.redirect(begun.address);
      },
    }),
    forAnyone({
      method: 'get',
      path: '/session/provider/end',
      tag,
      summary: 'Sends the browser to where its sign-in at the identity provider ends',
      query: wire.providerQuery,
      answer: z.void(),
      guards: [limits.badToken],
      async handle({ pack, query, res }) {
        const home = signOn.homeOf(pack.id);
        if (home === null) return refuse('unknown', 'no-provider');
        const address = await signOn.end(pack.id, `${home}/${pack.id}/${query.to}`);
        if (address === null) return toPage(ports, res, pack.id, query.to);
        res.redirect(address);
      },
    }),
  ];
}

/**
 * What a provider tells behind the browser's back: a sign-in there has ended, so those that came by it end here, on every open page at
 * once. It comes as a form, with no cookie; the token inside is its own proof.
 */
function endedRoute({ access, limits, trail }: SignOnPorts): Route {
  return forAnyone({
    method: 'post',
    path: '/session/provider/out',
    tag,
    summary: 'Ends the sign-ins that came by one that the identity provider has ended (Back-Channel Logout)',
    form: true,
    body: wire.providerOut,
    answer: z.void(),
    guards: [limits.badToken],
    async handle({ pack, body, req }) {
      const ended = await access.signOn.ended(pack.id, body.logout_token);
      if (!ended) return refuse('invalid', 'provider-refused', 'logout_token');
      for (const id of await access.seating.endOfProvider(pack.id, ended))
        await trail(req, pack.id, 'provider', 'session-ended', { about: id, detail: 'provider' });
    },
  });
}

function comingRoutes(ports: SignOnPorts): Route[] {
  const { access, limits, trail, seats, known } = ports;
  const { signOn } = access;
  async function enter(req: Request, res: Response, id: string, entered: Entered) {
    const { row, used, isStrong, there } = entered;
    const person = access.asPerson(row);
    await trail(req, id, person, 'sign-in', { about: row.login, detail: used });
    if (used === 'recovery') await trail(req, id, person, 'recovery-used', { about: row.login });
    await seats.take(req, person, { isStrong, there });
    res.clearCookie(cookieName, errandCookie(ports, id));
    known.mark(req, res, id, row.login);
    return person;
  }
  const noteFailure = (req: Request, id: string, login: string, { reasonId }: Refusal): Promise<void> =>
    trail(req, id, login, 'sign-in-failed', { detail: reasonId ?? 'provider' });
  return [
    forAnyone({
      method: 'get',
      path: '/session/provider/back',
      tag,
      summary: 'Where the identity provider sends the browser back to',
      answer: z.void(),
      guards: [limits.badToken],
      async handle({ pack, req, res }) {
        const [kept, at] = [keptBy(req), req.originalUrl.indexOf('?')];
        const page = signOn.pageOf(pack.id, kept);
        const search = at === -1 ? '' : req.originalUrl.slice(at);
        const done = await signOn.finish(pack.id, search, kept);
        if (isRefusal(done)) {
          await noteFailure(req, pack.id, '?', done);
          res.clearCookie(cookieName, errandCookie(ports, pack.id));
          return toPage(ports, res, pack.id, page, `#refused=${done.reasonId ?? ''}`);
        }
        if ('asks' in done) {
          res.cookie(cookieName, done.kept, { ...errandCookie(ports, pack.id), maxAge: errandMs });
          return toPage(ports, res, pack.id, page, `#code=${encodeURIComponent(done.asks)}`);
        }
        await enter(req, res, pack.id, done);
        return toPage(ports, res, pack.id, page);
      },
    }),
    forAnyone({
      method: 'post',
      path: '/session/provider/code',
      tag,
      summary: 'The own second factor, after the identity provider has said who it is',
      body: wire.providerCode,
      answer: personAnswer,
      guards: limits.signIn,
      async handle({ pack, body, req, res }) {
        const done = await signOn.prove(pack.id, keptBy(req), body);
        if (!isRefusal(done)) return enter(req, res, pack.id, done);
        await noteFailure(req, pack.id, body.login, done);
        return done;
      },
    }),
  ];
}
