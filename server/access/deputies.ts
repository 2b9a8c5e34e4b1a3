import type { TellNotice } from '../storage/access/notice-store.ts';
import { unitHolder, whyNoPair, whyNotDeputy, type Holder } from '#shared/access/deputy.ts';
import { whyOutside, type GrantGround } from '#shared/access/grant.ts';
import type { Person, Role } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { PersonRow } from '../storage/access/access-tables.ts';

import type { DeputyRow, DeputyStore, FoundDeputy } from '../storage/access/deputy-store.ts';
import { isOpen } from './people.ts';
import type { UnitName } from './seating.ts';
import { makeId } from './token.ts';

export interface DeputyPorts {
  store: DeputyStore;
  now: () => number;
  /** Tells every node that somebody is not who they were. */
  tell(jurisdiction: string, person: string): Promise<void>;
  /** Tells the deputy. */
  notice: TellNotice;
  unitName: UnitName;
}
/** What is asked when a deputy is named. */
export interface Naming {
  for: PersonRow | { unit: string };
  deputy: PersonRow;
  from?: number | undefined;
  until: number;
  why: string;
}
export type Deputies = ReturnType<typeof openDeputies>;

/** Ended ones are listed for this long, and so many of one person stand at a time. */
const pastMs = 366 * dayMs;
const mostAtOnce = 10;

/** Who stands in for whom: named within the rules of `shared/access/deputy.ts`, over by itself at its term. */
export function openDeputies(ports: DeputyPorts) {
  const { store, now, tell, notice } = ports;
  const isNow = ({ row }: FoundDeputy): boolean => row.starts_at <= now() && now() < row.ends_at;
  return {
    name: (granter: Person, given: Naming, ground: GrantGround) => nameDeputy(ports, granter, given, ground),
    /** Those of one person that are not over: named by, and named. */
    async of({ jurisdiction, id }: Pick<Person, 'jurisdiction' | 'id'>) {
      const found = await store.list(jurisdiction, now(), id);
      return {
        mine: found.filter(({ row }) => row.person === id),
        others: found.filter(({ row }) => row.deputy === id),
      };
    },
    /** Those of an administrator's area: what is stood in for must lie there. */
    async list(granter: Person, ground: GrantGround, past: boolean): Promise<FoundDeputy[]> {
      const found = await store.list(granter.jurisdiction, past ? now() - pastMs : now(), null);
      return found.filter((one) => liesNear(granter, one, ground));
    },
    /** Ends one before its term: who is stood in for, who stands in, or an administrator of that area. */
    async end(by: Person, id: string, ground: GrantGround, keeps: boolean): Promise<FoundDeputy | Refusal> {
      const found = await store.find(by.jurisdiction, id);
      const isOwn = found && [found.row.person, found.row.deputy].includes(by.id);
      if (!found || !(isOwn || (keeps && liesNear(by, found, ground))))
        return refuse('unknown', 'no-deputy', 'id');
      if (!(await store.end(by.jurisdiction, id, now()))) return refuse('not-now', 'deputy-over', 'id');
      await tell(by.jurisdiction, found.row.deputy);
      if (found.row.deputy !== by.id)
        await notice(by.jurisdiction, { person: found.row.deputy }, `ended:${id}`, {
          kind: 'deputy-ended',
          said: { for: nameFor(found, ports.unitName), by: by.name },
        });
      return found;
    },
    /** The one by which this person may sit down for another now. */
    async open(person: Pick<Person, 'jurisdiction' | 'id'>, id: string): Promise<FoundDeputy | Refusal> {
      const found = await store.find(person.jurisdiction, id);
      if (!found || found.row.deputy !== person.id) return refuse('unknown', 'no-deputy', 'deputy');
      if (!isNow(found)) return refuse('not-now', 'deputy-not-now', 'deputy');
      const isThere = found.row.unit !== null || (found.person !== null && isOpen(found.person, now()));
      return isThere ? found : refuse('not-now', 'deputy-of-nobody', 'deputy');
    },
    /** Whether somebody might name this account for oneself. */
    mayChoose: (own: Person, holder: PersonRow, one: PersonRow, ground: GrantGround): boolean =>
      isOpen(one, now()) && whyNoPair(own, { for: holderOf(holder), deputy: holderOf(one) }, ground) === null,
  };
}

/** Names a deputy: for an account, or for a unit. */
async function nameDeputy(
  { store, now, notice, unitName }: DeputyPorts,
  granter: Person,
  { for: given, deputy, until, why, from = now() }: Naming,
  ground: GrantGround,
): Promise<FoundDeputy | Refusal> {
  const { jurisdiction } = granter;
  const row = 'id' in given ? given : null;
  const held = row ? holderOf(row) : { unit: given.unit ?? '' };
  const pair = { for: held, deputy: holderOf(deputy) };
  const mayNot = whyNotDeputy(granter, { ...pair, from, until }, ground, now());
  if (mayNot) return mayNot;
  if (!isOpen(deputy, now())) return refuse('not-now', 'deputy-shut-out', 'deputy');
  const [person, unit] = [row?.id ?? '', row ? null : given.unit];
  const standing = (await store.list(jurisdiction, now(), person || deputy.id)).filter(
    ({ row: one }) =>
      one.person === person && one.unit === unit && one.ends_at > from && one.starts_at < until,
  );
  if (standing.some((one) => one.row.deputy === deputy.id))
    return refuse('duplicate', 'deputy-there', 'deputy');
  if (standing.length >= mostAtOnce) return refuse('not-now', 'deputies-too-many', { most: mostAtOnce });
  const made: DeputyRow = {
    id: makeId('deputy'),
    jurisdiction,
    person,
    unit,
    deputy: deputy.id,
    starts_at: from,
    ends_at: until,
    why,
    made_by: granter.id,
    made_at: now(),
  };
  await store.put(made);
  const named = { row: made, person: row, deputy };
  await notice(jurisdiction, { person: deputy.id }, `named:${made.id}`, {
    kind: 'deputy-named',
    said: { for: nameFor(named, unitName), by: granter.name, from, until },
  });
  return named;
}

/** As which role somebody would sit there. */
export function roleStoodInFor({ row, person }: FoundDeputy): Role {
  return row.unit === null && person ? (person.role as Role) : unitHolder(row.unit ?? '').role;
}

/** Whom the naming is about, in few words, for the audit. */
export function forWhom({ row, person }: FoundDeputy): string {
  return row.unit ?? person?.login ?? row.person;
}

/** For whom, as a person reads it. */
function nameFor({ row, person }: FoundDeputy, unitName: UnitName): string {
  return row.unit === null ? (person?.name ?? row.person) : unitName(row.jurisdiction, row.unit);
}

function liesNear(granter: Person, { row, person }: FoundDeputy, ground: GrantGround): boolean {
  const held = row.unit === null ? person && holderOf(person) : unitHolder(row.unit);
  return held !== null && whyOutside(granter, held, ground) === null;
}

function holderOf({ id, role, grids, unit, staff }: PersonRow): Holder {
  return { id, role: role as Role, grids, unit, staff };
}
