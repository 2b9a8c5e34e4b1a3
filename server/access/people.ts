import { hash, verify } from '@node-rs/argon2';
import { hasSight, holdsOf, type CountyRole } from '#shared/access/county-role.ts';
import type { Capability } from '#shared/access/may.ts';
import type { Person, Role } from '#shared/access/person.ts';
import type { Post } from '#shared/access/post.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Account } from '#shared/staffing/ground.ts';
import { isSameHash, type FirstCodes } from './first-code.ts';
import { whyWeak } from './password.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { NewPersonRow, PersonRow } from '../storage/access/access-tables.ts';
import type { PeopleAsked, PeopleStore } from '../storage/access/people-store.ts';

/** What an administrator says of a new person. */
export interface NewPerson {
  login: string;
  name: string;
  role: Role;
  countyRole?: string;
  unit?: string;
  grids: string[];
  staff?: string;
  post?: Post;
  phone?: string;
  /** From when and until when the account opens. */
  from?: number;
  until?: number;
  /** Without one the account waits for its one-time code. */
  password?: string;
}
/** What an administrator changes of a person; null takes away. */
export interface Change {
  password?: string | undefined;
  disabled?: boolean | undefined;
  name?: string | undefined;
  role?: Role | undefined;
  countyRole?: string | null | undefined;
  unit?: string | null | undefined;
  grids?: string[] | undefined;
  post?: Post | null | undefined;
  phone?: string | null | undefined;
  from?: number | null | undefined;
  until?: number | null | undefined;
}
/** A person as administrators see one. */
export interface Listed extends Account {
  id: string;
  /** A second factor. */
  hasFactor: boolean;
  /** False: nothing opens it but a one-time code. */
  hasPassword: boolean;
  /** Until when its one-time code is good; null: none is out. */
  codeEnds: number | null;
  madeAt: number;
  /** The last sign-in. */
  usedAt: number | null;
  version: number;
}
export type People = ReturnType<typeof openPeople>;
/** How long a one-time code is good. */
export const codeDays = 30;

/** Hashes with argon2id at the library's strength (19 MiB, 2 passes). */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Whether an account opens now: not shut out, and within its days. */
export function isOpen(row: Pick<PersonRow, 'disabled' | 'starts_at' | 'ends_at'>, now: number): boolean {
  return !row.disabled && (row.starts_at ?? 0) <= now && now < (row.ends_at ?? Infinity);
}

interface PeoplePorts {
  store: AccessStore;
  lists: PeopleStore;
  codes: FirstCodes;
  asPerson: AsPerson;
  now: () => number;
}
/** People who sign in with a password. A disabled one is out at the next request, whatever sessions are open. */
export function openPeople(ports: PeoplePorts) {
  const { store, lists, codes, now } = ports;
  return {
    ...openPasswords(ports),
    ...openLooks(ports),
    add: (jurisdiction: string, person: NewPerson, by?: { id: string; demo: boolean }) =>
      addPerson(store, now(), jurisdiction, person, by),
    /** A refusal of the kind `conflict` when somebody has changed the account since `version`. */
    change: (
      jurisdiction: string,
      login: string,
      change: Change,
      how?: { field?: string; version?: number },
    ) => changePerson(store, jurisdiction, login, change, how),
    /** New one-time codes in place of passwords, told once. Those whose accounts are not there are left out. */
    async issueCodes(
      jurisdiction: string,
      ids: readonly string[],
    ): Promise<{ ends: number; codes: Map<string, string> }> {
      const ends = now() + codeDays * dayMs;
      const made = ids.map((id) => ({ id, ...codes.make(jurisdiction, id) }));
      const set = new Set(await lists.setCodes(jurisdiction, made, ends));
      return { ends, codes: new Map(made.flatMap(({ id, code }) => (set.has(id) ? [[id, code]] : []))) };
    },
  };
}

/** What opens an account: its password, or the one-time code by which its owner sets one. */
function openPasswords({ store, codes, now }: PeoplePorts) {
  // Compared against when the login is unknown, so that the answer takes as long as for a known one.
  const decoy = hashPassword('nobody signs in with this');
  const wrong = refuse('unauthenticated', 'wrong-login');
  return {
    /** The row of who has this login and password. It is no sign-in yet: there may be a second factor. */
    async check(jurisdiction: string, login: string, password: string): Promise<PersonRow | Refusal> {
      const row = await store.personByLogin(jurisdiction, login);
      const fits = await verify(row?.hash || (await decoy), password);
      return row && row.hash !== '' && fits && isOpen(row, now()) ? row : wrong;
    },
    /** Sets the own password by a one-time code. It is no sign-in: that follows as any other. */
    async openByCode(
      jurisdiction: string,
      { login, code, password }: { login: string; code: string; password: string },
    ): Promise<PersonRow | Refusal> {
      const row = await store.personByLogin(jurisdiction, login);
      const hashed = codes.hashOf(jurisdiction, row?.id ?? '', code);
      const stands = row?.code_hash != null && isOpen(row, now()) && now() < (row.code_ends ?? 0);
      if (!row || !stands || !isSameHash(row.code_hash ?? '', hashed))
        return refuse('unauthenticated', 'first-code-wrong', 'code');
      const weak = await whyWeak(password, [login, row.name, code], 'password');
      if (weak) return weak;
      const done = await store.openByCode(jurisdiction, login, hashed, await hashPassword(password));
      return done ? row : refuse('unauthenticated', 'first-code-wrong', 'code');
    },
  };
}

/** Who there is: as a row, as the one who acts, as administrators see one. */
function openLooks({ store, lists, asPerson, now }: PeoplePorts) {
  return {
    /** The row of this login, where its account opens now. */
    async openRow(jurisdiction: string, login: string): Promise<PersonRow | null> {
      const row = await store.personByLogin(jurisdiction, login);
      return row && isOpen(row, now()) ? row : null;
    },
    row: (jurisdiction: string, id: string) => store.personById(jurisdiction, id),
    rowNamed: (jurisdiction: string, login: string) => store.personByLogin(jurisdiction, login),
    /** The first rows of a list, by name. */
    rows: async (jurisdiction: string, asked: PeopleAsked, limit: number): Promise<PersonRow[]> =>
      (await lists.find(jurisdiction, asked, { sort: 'name', down: false, offset: 0, limit })).rows,
    /** Whether somebody was made by a demo, whose people end with it. */
    async isDemo(jurisdiction: string, id: string): Promise<boolean> {
      return (await store.personById(jurisdiction, id))?.demo ?? false;
    },
    /** Null when there is none, or not any more. */
    async find(jurisdiction: string, id: string): Promise<Person | null> {
      const row = await store.personById(jurisdiction, id);
      return row && isOpen(row, now()) ? asPerson(row) : null;
    },
    /** A page of the list of accounts. */
    async list(...asked: Parameters<PeopleStore['find']>) {
      const { rows, ...counts } = await lists.find(...asked);
      return { rows: rows.map(asListed), ...counts };
    },
    /** Null when nobody has this login. */
    async named(jurisdiction: string, login: string): Promise<Listed | null> {
      const row = await store.personByLogin(jurisdiction, login);
      return row ? asListed(row) : null;
    },
  };
}

async function addPerson(
  store: AccessStore,
  now: number,
  jurisdiction: string,
  person: NewPerson,
  by?: { id: string; demo: boolean },
): Promise<Listed | Refusal> {
  const { login, name, role, countyRole, unit, grids, staff, post, phone, from, until, password } = person;
  const weak = password === undefined ? null : await whyWeak(password, [login, name], 'password');
  if (weak) return weak;
  const row: NewPersonRow = {
    jurisdiction,
    id: staff ?? login,
    login,
    name,
    role,
    county_role: countyRole ?? null,
    grids,
    unit: unit ?? null,
    staff: staff ?? null,
    post: post ?? null,
    phone: phone ?? null,
    starts_at: from ?? null,
    ends_at: until ?? null,
    hash: password === undefined ? '' : await hashPassword(password),
    demo: by?.demo ?? false,
    made_by: by?.id ?? null,
    disabled: false,
    made_at: now,
  };
  const added = await store.addPerson(row);
  return added ? asListed(row) : refuse('duplicate', 'login-taken', 'login');
}

/** Sets a password, shuts somebody out or lets them in again, or gives another post, unit, part or role. */
async function changePerson(
  store: AccessStore,
  jurisdiction: string,
  login: string,
  { password, from, until, countyRole, ...rest }: Change,
  /** What the new password is called where it was given. */
  { field = 'password', version }: { field?: string; version?: number } = {},
): Promise<Listed | Refusal> {
  const weak = password === undefined ? null : await whyWeak(password, [login, rest.name ?? ''], field);
  if (weak) return weak;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const row = await store.changePerson(
    jurisdiction,
    login,
    {
      ...given,
      ...(countyRole === undefined ? {} : { county_role: countyRole }),
      ...(from === undefined ? {} : { starts_at: from }),
      ...(until === undefined ? {} : { ends_at: until }),
      ...(password === undefined
        ? {}
        : { hash: await hashPassword(password), code_hash: null, code_ends: null }),
    },
    version,
  );
  if (row) return asListed(row);
  const there = await store.personByLogin(jurisdiction, login);
  return there ? refuse('conflict', 'account-changed', 'version') : refuse('unknown', 'no-login', 'login');
}

/** The roles that a county keeps. */
export type RolesOf = (jurisdiction: string) => readonly CountyRole[];
export type AsPerson = (row: PersonRow) => Person;
type Holder = Pick<PersonRow, 'jurisdiction' | 'role' | 'grids' | 'unit'>;

/**
 * A row as the one who acts. Whoever has a role of the county's own has what that holds at this moment; where the county has it no more, or
 * it is made of another role by now, or the account has not the part that it asks for, nothing.
 */
export function openAsPerson(rolesOf: RolesOf): AsPerson {
  const heldBy = (id: string, row: Holder): readonly Capability[] => {
    const kept = rolesOf(row.jurisdiction).find((one) => one.id === id && one.as === row.role);
    return kept && hasSight(kept, row) ? holdsOf(kept) : [];
  };
  return ({ id, name, role, county_role: own, unit, post, jurisdiction, grids }) => ({
    id,
    name,
    role: role as Role,
    jurisdiction,
    grids,
    ...(unit === null ? {} : { unit }),
    ...(post === null ? {} : { post: post as Post }),
    ...(own == null ? {} : { countyRole: own, holds: heldBy(own, { jurisdiction, role, grids, unit }) }),
  });
}

/** A row as administrators see one. */
export function asListed(row: NewPersonRow & Partial<PersonRow>): Listed {
  const { login, id, name, role, unit, post, grids, staff, disabled, hash: password } = row;
  return {
    login,
    id,
    name,
    role: role as Role,
    countyRole: row.county_role ?? null,
    unit,
    post: post as Post | null,
    grids,
    staff,
    disabled,
    phone: row.phone ?? null,
    from: row.starts_at ?? null,
    until: row.ends_at ?? null,
    hasFactor: row.totp != null,
    hasPassword: password !== '',
    codeEnds: row.code_ends ?? null,
    madeAt: row.made_at,
    usedAt: row.used_at ?? null,
    version: row.version ?? 0,
  };
}
