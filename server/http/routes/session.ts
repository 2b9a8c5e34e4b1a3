import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/http.ts';
import { z } from 'zod';
import { roles } from '#shared/access/person.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { openLimits } from '../limits.ts';
import { forAnyone, forRoles, type Route } from '../route.ts';
import type { Seats } from '../seats.ts';

/** Signing in and out. */
export function sessionRoutes(ports: {
  access: AccessRoom;
  seats: Seats;
  limits: ReturnType<typeof openLimits>;
}): Route[] {
  const { access, seats, limits } = ports;
  const common = { path: '/session', tag: 'session' };
  return [
    forRoles(roles, {
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
      async handle({ pack, body, req }) {
        const person = await access.signIn(pack.id, body.login, body.password);
        if (!isRefusal(person)) await seats.take(req, person);
        return person;
      },
    }),
    forAnyone({
      ...common,
      method: 'delete',
      summary: 'Signs out',
      answer: z.void(),
      async handle({ pack, req }) {
        await seats.leave(req, pack.id);
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
        if (!isRefusal(person)) await seats.take(req, person);
        return person;
      },
    }),
    forRoles(['duty', 'leader', 'handler', 'field', 'admin'], {
      ...common,
      path: '/session/password',
      method: 'post',
      summary: 'Changes the own password',
      body: wire.passwordChange,
      answer: z.void(),
      guards: limits.signIn,
      async handle({ pack, person, body }) {
        const known = await access.signIn(pack.id, body.login, body.password);
        if (isRefusal(known)) return known;
        if (known.id !== person.id) return refuse('forbidden', 'only the own password', 'login');
        const changed = await access.people.change(pack.id, body.login, { password: body.next });
        return isRefusal(changed) ? changed : undefined;
      },
    }),
  ];
}
