import { hasHandsOf } from '#shared/access/deputy.ts';
import { hasSight, holdsOf, sightReasons } from '#shared/access/county-role.ts';
import { whyNotGrant, type Grant } from '#shared/access/grant.ts';
import type { Person } from '#shared/access/person.ts';
import type { AuditAct } from '#shared/audit/act.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { isPhoneOf } from '#shared/kernel/sign-mask.ts';
import * as wire from '#shared/wire/people.ts';
import type { z } from 'zod';
import type { AccessRoom } from '../../access/access.ts';
import type { Listed } from '../../access/people.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { grantGround, misplaced } from '../../queries/scope-of-pack.ts';
import { mine } from './own-people.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

const tag = 'people';

interface ChangePorts {
  access: AccessRoom;
  trail: Trail;
}

function addRoutes({ access, trail }: ChangePorts): Route[] {
  const { people } = access;
  return [
    forWho('keep-people', {
      method: 'post',
      path: '/people',
      tag,
      summary: 'Adds a person',
      body: wire.newPerson,
      answer: wire.addedPerson,
      async handle({
        pack,
        person,
        body: { countyRole, unit, staff, post, phone, from, until, password, ...rest },
        req,
      }) {
        const mayNot =
          misplaced(pack, { unit, staff, grids: rest.grids }) ??
          whyNoRole(pack, { ...rest, countyRole, unit }) ??
          whyNoPhone(pack, phone) ??
          whyNotGrant(person, granted(pack, { unit, staff, countyRole, ...rest }), grantGround(pack)) ??
          whyNoSpan({ from, until });
        if (mayNot) return mayNot;
        // Whom somebody of a demo lets in leaves with the demo.
        const demo = await people.isDemo(pack.id, person.id);
        const given = { countyRole, unit, staff, post, phone, from, until, password };
        const added = await people.add(pack.id, { ...rest, ...withoutGaps(given) }, { id: person.id, demo });
        if (isRefusal(added)) return added;
        const detail = [rest.role, countyRole ?? '', unit ?? '', rest.grids.join(' ')]
          .filter(Boolean)
          .join(' ');
        await trail(req, pack.id, person, 'person-added', { about: rest.login, detail });
        if (password !== undefined) return added;
        const { ends, codes } = await people.issueCodes(pack.id, [added.id]);
        await trail(req, pack.id, person, 'code-issued', { about: rest.login });
        const code = codes.get(added.id) ?? '';
        const told = { login: added.login, name: added.name, unit: added.unit, code, ends };
        return { ...added, codeEnds: ends, version: added.version + 1, code: told };
      },
    }),
  ];
}

function accountRoutes({ access, trail }: ChangePorts): Route[] {
  const { people } = access;
  return [
    forWho('keep-people', {
      method: 'patch',
      path: '/people/:login',
      tag,
      summary: 'Changes an account, sets a new password, shuts a person out or lets one in again',
      body: wire.personChange,
      answer: wire.listedPerson,
      async handle({ pack, params, person, body: { factor, version, ...change }, req }) {
        const one = await mine(access, pack, person, params['login']);
        if (isRefusal(one)) return one;
        // Another shipped role leaves the county's own behind, which was made of the one before.
        if (change.role !== undefined && change.role !== one.role) change.countyRole ??= null;
        const mayNot = whyNoChange(pack, person, one, change);
        if (mayNot) return mayNot;
        const changed = await people.change(pack.id, one.login, change, {
          ...(version === undefined ? {} : { version }),
        });
        if (isRefusal(changed)) return changed;
        if (factor === null) await access.factor.remove(pack.id, one.id);
        const { password, disabled, ...rest } = change;
        // Whoever had the old password, or no right to be here, is out at once; who sees another part is looked at again.
        if (password !== undefined || disabled === true || factor === null)
          await access.seating.endAll(pack.id, one.id, null);
        else await access.seating.tell(pack.id, one.id);
        const told = (act: AuditAct, detail?: string): Promise<void> =>
          trail(req, pack.id, person, act, { about: one.login, ...(detail && { detail }) });
        const detail = whatChanged(one, changed);
        if (Object.keys(rest).length > 0) await told('person-changed', detail);
        if (password !== undefined) await told('password-reset');
        if (factor === null) await told('factor-removed');
        if (disabled !== undefined) await told(disabled ? 'person-shut-out' : 'person-let-in');
        return factor === null ? { ...changed, hasFactor: false } : changed;
      },
    }),
  ];
}

/** Accounts made and changed. */
export function peopleChangeRoutes(ports: ChangePorts): Route[] {
  return [...addRoutes(ports), ...accountRoutes(ports)];
}

/** Both the account as it is and as it shall be must be the administrator's to grant. */
function whyNoChange(
  pack: LoadedPack,
  person: Person,
  one: Listed,
  change: Omit<z.output<typeof wire.personChange>, 'factor' | 'version'>,
): Refusal | null {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after: Listed = { ...one, ...given };
  const ground = grantGround(pack);
  const mayNot =
    whyNotGrant(person, granted(pack, one), ground) ?? whyNotGrant(person, granted(pack, after), ground);
  if (mayNot) return mayNot;
  if (hasHandsOf(person, one.id)) {
    if (change.disabled === true) return refuse('forbidden', 'not-oneself-out', 'disabled');
    const own = (['role', 'countyRole', 'unit', 'grids', 'post', 'from', 'until'] as const).find(
      (key) => change[key] !== undefined && JSON.stringify(change[key]) !== JSON.stringify(one[key]),
    );
    if (own) return refuse('forbidden', 'own-account-names-only', own);
  }
  return (
    misplaced(pack, { unit: change.unit, grids: change.grids ?? [] }) ??
    whyNoRole(pack, after, change.countyRole !== undefined) ??
    whyNoPhone(pack, change.phone) ??
    whyNoSpan(after)
  );
}

const rolesOf = ({ pack }: LoadedPack) => pack.roles ?? [];

/** What is granted with the county's own role, if there is one. */
function granted<T extends { countyRole?: string | null | undefined }>(pack: LoadedPack, one: T) {
  const own = rolesOf(pack).find(({ id }) => id === one.countyRole);
  return { ...one, ...(own && { holds: holdsOf(own) }) };
}
/** A role of the county's own is given with the shipped one that it is made of. */
function whyNoRole(
  pack: LoadedPack,
  { role, countyRole: own, grids, unit }: Omit<Grant, 'holds'> & { countyRole?: string | null | undefined },
  isGiven = true,
): Refusal | null {
  if (own == null) return null;
  const kept = rolesOf(pack).find(({ id, as }) => id === own && as === role);
  // What the county has no more stays until another one is given.
  if (!kept) return !isGiven ? null : refuse('unknown', 'role-unknown', { role: own }, 'countyRole');
  return kept.sees === undefined || hasSight(kept, { grids, unit })
    ? null
    : refuse(
        'invalid',
        sightReasons[kept.sees],
        { role: inRecord(kept.name) },
        kept.sees === 'unit' ? 'unit' : 'grids',
      );
}

function whyNoPhone({ pack: { identity } }: LoadedPack, phone: string | null | undefined): Refusal | null {
  const { phones } = identity;
  return phone == null || isPhoneOf(phones, phone)
    ? null
    : refuse('invalid', 'phone-not-of-form', { form: phones?.[0] ?? '' }, 'phone');
}

function whyNoSpan({ from, until }: { from?: number | null | undefined; until?: number | null | undefined }) {
  return from != null && until != null && until <= from
    ? refuse('invalid', 'ends-before-begins', 'until')
    : null;
}

/** What is other than before, with both values, for the audit. A telephone number is not told there. */
function whatChanged(before: Listed, after: Listed): string {
  const text = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : String(value ?? '—'));
  return (['name', 'role', 'countyRole', 'unit', 'grids', 'post', 'from', 'until', 'phone'] as const)
    .filter((key) => text(before[key]) !== text(after[key]))
    .map((key) => (key === 'phone' ? key : `${key} ${text(before[key])} → ${text(after[key])}`))
    .join(', ')
    .slice(0, 300);
}

function withoutGaps<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
