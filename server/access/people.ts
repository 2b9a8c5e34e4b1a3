import { hash, verify } from '@node-rs/argon2';
import type { Person, Role } from '#shared/access/person.ts';
import type { Post } from '#shared/access/post.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { whyWeak } from './password.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { NewPersonRow, PersonRow } from '../storage/access/access-tables.ts';

/** What an administrator says of a new person. */
export interface NewPerson {
  login: string;
  name: string;
  role: Role;
  unit?: string;
  grids: string[];
  staff?: string;
  post?: Post;
  password: string;
}
/** A person as administrators see one. */
export interface Listed {
  login: string;
  id: string;
  name: string;
  role: Role;
  unit: string | null;
  post: Post | null;
  grids: string[];
  disabled: boolean;
  /** A second factor. */
  hasFactor: boolean;
}
export type People = ReturnType<typeof openPeople>;

/** Hashes with argon2id at the library's strength (19 MiB, 2 passes). */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** People who sign in with a password. A disabled one is out at the next request, whatever sessions are open. */
export function openPeople(store: AccessStore, now: () => number) {
  // Compared against when the login is unknown, so that the answer takes as long as for a known one.
  const decoy = hashPassword('nobody signs in with this');
  const wrong = refuse('unauthenticated', 'login or password is wrong');

  /** The row of who has this login and password. It is no sign-in yet: there may be a second factor. */
  async function check(jurisdiction: string, login: string, password: string): Promise<PersonRow | Refusal> {
    const row = await store.personByLogin(jurisdiction, login);
    const fits = await verify(row?.hash ?? (await decoy), password);
    return row && fits && !row.disabled ? row : wrong;
  }
  return {
    check,
    row: (jurisdiction: string, id: string) => store.personById(jurisdiction, id),
    /** Whether somebody was made by a demo, whose people end with it. */
    async isDemo(jurisdiction: string, id: string): Promise<boolean> {
      return (await store.personById(jurisdiction, id))?.demo ?? false;
    },
    /** Null when there is none, or not any more. */
    async find(jurisdiction: string, id: string): Promise<Person | null> {
      const row = await store.personById(jurisdiction, id);
      return row && !row.disabled ? asPerson(row) : null;
    },
    async list(jurisdiction: string): Promise<Listed[]> {
      return (await store.people(jurisdiction)).map(asListed);
    },
    /** Null when nobody has this login. */
    async named(jurisdiction: string, login: string): Promise<Listed | null> {
      const row = await store.personByLogin(jurisdiction, login);
      return row ? asListed(row) : null;
    },
    async add(
      jurisdiction: string,
      person: NewPerson,
      by?: { id: string; demo: boolean },
    ): Promise<Listed | Refusal> {
      const { login, name, role, unit, grids, staff, post, password } = person;
      const weak = await whyWeak(password, [login, name], 'password');
      if (weak) return weak;
      const row: NewPersonRow = {
        jurisdiction,
        id: staff ?? login,
        login,
        name,
        role,
        unit: unit ?? null,
        grids,
        staff: staff ?? null,
        post: post ?? null,
        hash: await hashPassword(password),
        demo: by?.demo ?? false,
        made_by: by?.id ?? null,
        disabled: false,
        made_at: now(),
      };
      const added = await store.addPerson(row);
      return added ? asListed(row) : refuse('duplicate', 'this login or staff member is taken', 'login');
    },
    /** Sets a password, shuts somebody out or lets them in again. */
    async change(
      jurisdiction: string,
      login: string,
      change: { password?: string; disabled?: boolean },
      /** What the new password is called where it was given. */
      field = 'password',
    ): Promise<Listed | Refusal> {
      const { password, disabled } = change;
      if (password !== undefined) {
        const weak = await whyWeak(password, [login], field);
        if (weak) return weak;
      }
      const found = await store.changePerson(jurisdiction, login, {
        ...(password === undefined ? {} : { hash: await hashPassword(password) }),
        ...(disabled === undefined ? {} : { disabled }),
      });
      const row = found ? await store.personByLogin(jurisdiction, login) : undefined;
      return row ? asListed(row) : refuse('unknown', 'nobody has this login', 'login');
    },
  };
}

/** A row as the one who acts. */
export function asPerson({ id, name, role, unit, post, jurisdiction, grids }: PersonRow): Person {
  return {
    ...{ id, name, role: role as Role, jurisdiction, grids },
    ...(unit === null ? {} : { unit }),
    ...(post === null ? {} : { post: post as Post }),
  };
}

function asListed({ login, id, name, role, unit, post, grids, disabled, ...more }: NewPersonRow): Listed {
  return {
    login,
    id,
    name,
    role: role as Role,
    unit,
    post: post as Post | null,
    grids,
    disabled,
    hasFactor: 'totp' in more && more.totp !== null,
  };
}
