import { hasHandsOf } from '#shared/access/deputy.ts';
import { whyNotGrant } from '#shared/access/grant.ts';
import type { Role } from '#shared/access/may.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/people.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { Listed } from '../../access/people.ts';
import { grantGround } from '../../queries/scope-of-pack.ts';
import type { openLimits } from '../limits.ts';
import { forAnyone, forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';
import { mine } from './own-people.ts';

const tag = 'people';

interface CodePorts {
  access: AccessRoom;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
}

function handedRoutes({ access, trail }: CodePorts): Route[] {
  const { people } = access;
  return [
    forWho('keep-people', {
      method: 'post',
      path: '/people/codes',
      tag,
      summary: 'One-time codes for the first sign-in or after a lost password, told once',
      body: wire.codesAsked,
      answer: wire.firstCodes,
      async handle({ pack, person, body, req }) {
        const ground = grantGround(pack);
        const found: Listed[] = [];
        for (const [i, login] of [...new Set(body.logins)].entries()) {
          const one = await mine(access, pack, person, login);
          const mayNot = isRefusal(one) ? one : whyNotGrant(person, one, ground);
          if (mayNot) return { ...mayNot, field: `logins.${i}` };
          if (!isRefusal(one)) found.push(one);
        }
        if (found.some(({ id }) => hasHandsOf(person, id)))
          return refuse('forbidden', 'own-password-in-account', 'logins');
        for (const { login } of found) await trail(req, pack.id, person, 'code-issued', { about: login });
        const { ends, codes } = await people.issueCodes(
          pack.id,
          found.map(({ id }) => id),
        );
        for (const { id } of found) await access.seating.endAll(pack.id, id, null);
        return found.flatMap(({ id, login, name, unit }) => {
          const code = codes.get(id);
          return code === undefined ? [] : [{ login, name, unit, code, ends }];
        });
      },
    }),
  ];
}

function firstSignInRoutes({ access, limits, trail }: CodePorts): Route[] {
  const { people } = access;
  return [
    forAnyone({
      method: 'post',
      path: '/session/first',
      tag: 'session',
      summary: 'Sets the own password by a one-time code',
      body: wire.firstSignIn,
      answer: wire.firstDone,
      guards: limits.signIn,
      async handle({ pack, body, req }) {
        const row = await people.openByCode(pack.id, body);
        if (isRefusal(row)) {
          const known = await people.named(pack.id, body.login);
          if (row.field === 'code')
            await trail(req, pack.id, known?.login ?? '?', 'sign-in-failed', { detail: 'one-time code' });
          return row;
        }
        const { id, name, role, login } = row;
        await trail(req, pack.id, { id, name, role: role as Role }, 'first-sign-in', {
          about: login,
        });
        return { login };
      },
    }),
  ];
}

/** One-time codes, and the first sign-in by one. */
export function codeRoutes(ports: CodePorts): Route[] {
  return [...handedRoutes(ports), ...firstSignInRoutes(ports)];
}
