import { z } from 'zod';
import type { Person, Role } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/account.ts';
import { passwordChange } from '#shared/wire/http.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { openLimits } from '../limits.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

const tag = 'session';

export interface AccountPorts {
  access: AccessRoom;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
}

/** The own account: password, open sign-ins, second factor. */
export function accountRoutes(ports: AccountPorts): Route[] {
  return [...sessionRoutes(ports), ...factorRoutes(ports)];
}

function ownSessionRoutes({ access, trail }: AccountPorts): Route[] {
  const { seating } = access;
  return [
    forWho('keep-account', {
      method: 'get',
      path: '/account',
      tag,
      summary: 'The own account and its open sign-ins',
      answer: wire.account,
      handle: async ({ person, seat }) => {
        const row = must(await access.people.row(person.jurisdiction, person.id), person.id);
        const seats = await seating.list(person.jurisdiction, person.id);
        return {
          login: row.login,
          name: row.name,
          role: row.role as Role,
          factor: {
            on: row.totp !== null,
            needed: access.needsFactor({ role: row.role as Role }),
            recoveryLeft: row.recovery.length,
          },
          sessions: seats.map(({ id, made_at, used_at, ends_at, address, agent }) => ({
            id,
            madeAt: made_at,
            usedAt: used_at,
            endsAt: ends_at,
            address,
            agent,
            own: id === seat,
          })),
        };
      },
    }),
    forWho('keep-account', {
      method: 'delete',
      path: '/account/sessions/:id',
      tag,
      summary: 'Ends one of the own sign-ins; `others` ends all but the one that asks',
      answer: z.void(),
      async handle({ pack, person, seat, params: { id = '' }, req }) {
        if (id === 'others') await seating.endAll(pack.id, person.id, seat);
        else if (!(await seating.end(pack.id, person.id, id)))
          return refuse('unknown', 'no-sign-in-of-yours', 'id');
        return trail(req, pack.id, person, 'session-ended', { about: id });
      },
    }),
  ];
}

function passwordRoutes({ access, limits, trail }: AccountPorts): Route[] {
  const { seating } = access;
  return [
    forWho('keep-account', {
      method: 'post',
      path: '/session/password',
      tag,
      summary: 'Changes the own password; all other sign-ins of the person end',
      body: passwordChange,
      answer: z.void(),
      guards: limits.signIn,
      async handle({ pack, person, seat, body, req }) {
        const known = await access.people.check(pack.id, body.login, body.password);
        if (isRefusal(known)) return known;
        if (known.id !== person.id) return refuse('forbidden', 'only-own-password', 'login');
        if (body.next === body.password) return refuse('invalid', 'password-same', 'next');
        const changed = await access.people.change(
          pack.id,
          body.login,
          { password: body.next },
          { field: 'next' },
        );
        if (isRefusal(changed)) return changed;
        await seating.endAll(pack.id, person.id, seat);
        return trail(req, pack.id, person, 'password-changed', { about: body.login });
      },
    }),
  ];
}

function sessionRoutes(ports: AccountPorts): Route[] {
  return [...ownSessionRoutes(ports), ...passwordRoutes(ports)];
}

function factorRoutes({ access, limits, trail }: AccountPorts): Route[] {
  const { factor } = access;
  /** The own row, when the password given is the own. */
  async function proven({ jurisdiction, id }: Person, password: string) {
    const row = must(await access.people.row(jurisdiction, id), id);
    const proven = await access.proves(jurisdiction, row.login, password);
    return isRefusal(proven) ? proven : proven.row;
  }
  const common = { method: 'post', tag, guards: limits.signIn } as const;
  return [
    forWho('keep-account', {
      ...common,
      path: '/account/factor',
      summary: 'A secret for an authenticator app; kept when a code of it has come back',
      body: wire.ownPassword,
      answer: wire.factorOffer,
      async handle({ person, body }) {
        const row = await proven(person, body.password);
        if (isRefusal(row)) return row;
        return row.totp === null ? factor.offer(row) : refuse('duplicate', 'factor-there');
      },
    }),
    forWho('keep-account', {
      ...common,
      path: '/account/factor/confirmation',
      summary: 'Keeps the second factor; answers with ten recovery codes, told once',
      body: wire.factorProof,
      answer: wire.recoveryCodes,
      async handle({ pack, person, seat, body, req }) {
        const row = must(await access.people.row(pack.id, person.id), person.id);
        if (row.totp !== null) return refuse('duplicate', 'factor-there');
        const kept = await factor.confirm(row, body.offer, body.code);
        if (isRefusal(kept)) return kept;
        await access.seating.endAll(pack.id, person.id, seat);
        await trail(req, pack.id, person, 'factor-added', { about: row.login });
        return kept;
      },
    }),
    forWho('keep-account', {
      ...common,
      path: '/account/factor/removal',
      summary: 'Takes the own second factor away, where there need not be one',
      body: wire.factorRemoval,
      answer: z.void(),
      async handle({ pack, person, body, req }) {
        const row = await proven(person, body.password);
        if (isRefusal(row)) return row;
        if (access.needsFactor(person) || access.needsFactor({ role: row.role as Role }))
          return refuse('forbidden', 'factor-must-stay');
        const used = await factor.use(row, body.code);
        if (isRefusal(used)) return used;
        await factor.remove(pack.id, person.id);
        return trail(req, pack.id, person, 'factor-removed', { about: row.login });
      },
    }),
  ];
}
