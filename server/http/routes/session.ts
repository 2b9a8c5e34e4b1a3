import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/http.ts';
import { z } from 'zod';
import type { AccessRoom } from '../../access/access.ts';
import type { openLimits } from '../limits.ts';
import type { KnownBrowsers } from '../known-browsers.ts';
import { forAnyone, forWho, type Route } from '../route.ts';
import type { Seats } from '../seats.ts';
import type { Trail } from '../trail.ts';

interface SessionPorts {
  access: AccessRoom;
  seats: Seats;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
  known: Pick<KnownBrowsers, 'mark'>;
}

function signInRoutes(ports: SessionPorts): Route[] {
  const { access, seats, limits, trail, known } = ports;
  const common = { path: '/session', tag: 'session' };
  return [
    forWho('have-session', {
      ...common,
      method: 'get',
      summary: 'Who is signed in',
      answer: wire.person,
      handle: ({ person }) => person,
    }),
    forAnyone({
      ...common,
      method: 'post',
      summary: 'Signs a person in',
      body: wire.signIn,
      answer: wire.person,
      guards: limits.signIn,
      async handle({ pack, body, req, res }) {
        const entered = await access.enter(pack.id, body);
        if (isRefusal(entered)) {
          // A login that is none may be a password in the wrong field.
          const one = await access.people.named(pack.id, body.login);
          const detail =
            entered.field === 'code' ? (body.code === undefined ? 'code asked for' : 'code') : 'password';
          await trail(req, pack.id, one?.login ?? '?', 'sign-in-failed', { detail });
          return entered;
        }
        const { person, used, moved, byDirectory } = entered;
        if (moved !== undefined)
          await trail(req, pack.id, 'directory', 'person-changed', { about: body.login, detail: moved });
        await trail(req, pack.id, person, 'sign-in', { about: body.login, detail: used });
        if (used === 'recovery') await trail(req, pack.id, person, 'recovery-used', { about: body.login });
        await seats.take(req, person, { isStrong: false, byDirectory });
        known.mark(req, res, pack.id, body.login);
        return person;
      },
    }),
  ];
}

function leavingRoutes(ports: SessionPorts): Route[] {
  const { access, seats, limits, trail } = ports;
  const common = { path: '/session', tag: 'session' };
  return [
    forAnyone({
      ...common,
      method: 'delete',
      summary: 'Signs out',
      answer: z.void(),
      async handle({ pack, req }) {
        const who = await seats.leave(req, pack.id);
        if (who) await trail(req, pack.id, who, 'sign-out');
      },
    }),
    forAnyone({
      ...common,
      path: '/session/device',
      method: 'post',
      summary: 'Pairs a wall screen by its token; the session never runs out',
      body: wire.deviceSignIn,
      answer: wire.person,
      guards: limits.signIn,
      async handle({ pack, body, req }) {
        const person = await access.device(pack.id, body.token);
        if (isRefusal(person)) {
          await trail(req, pack.id, '?', 'sign-in-failed', { detail: 'screen token' });
          return person;
        }
        await trail(req, pack.id, person, 'screen-paired', { about: person.id });
        await seats.take(req, person);
        return person;
      },
    }),
  ];
}

/** Signing in and out. */
export function sessionRoutes(ports: SessionPorts): Route[] {
  return [...signInRoutes(ports), ...leavingRoutes(ports)];
}
