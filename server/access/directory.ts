import { readFile } from 'node:fs/promises';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  AndFilter,
  Client,
  EqualityFilter,
  FilterParser,
  InvalidCredentialsError,
  NoSuchObjectError,
  ResultCodeError,
  type Entry,
} from 'ldapts';
import type { Directory } from '#shared/access/directory.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';

/** What a directory says of somebody whose password it knows. */
export interface FoundThere {
  /** The role that the groups give; undefined: the settings ask no groups. */
  gives: { role: Directory['groups'][number]['role']; countyRole: string | null } | undefined;
}
export interface OpenDirectory {
  /** Null: it knows nobody of this login and password. A refusal: it could not be asked, or lets this one not in. */
  ask(login: string, password: string): Promise<FoundThere | Refusal | null>;
  /**
   * What it says of each of these logins by now; null: it lets that one in no more. An error: of this one it says nothing. Throws when it
   * cannot be asked.
   */
  askAgain(
    logins: readonly string[],
    told: (login: string, found: FoundThere | null | Error) => Promise<void>,
  ): Promise<void>;
}

/** A directory that does not answer holds nobody up for longer. */
const patienceMs = 5_000;

/**
 * Asks a directory: who has this login is looked for, then the password is tried by a bind as that one. An empty password would be a bind
 * as nobody, which succeeds (RFC 4513, 5.1.2): it is never sent.
 */
export function openDirectory(settings: Directory, log: Log): OpenDirectory {
  // What cannot be read as a filter ends the start, and not the first sign-in.
  if (settings.filter !== undefined) FilterParser.parseString(settings.filter);
  return {
    async ask(login, password) {
      if (login === '' || password === '') return null;
      let client: Client | undefined;
      try {
        client = await asReader(settings);
        const at = await dnOf(client, settings, login);
        if (at === null || !(await isPassword(settings, at, password))) return null;
        return (await standingOf(client, settings, at)) ?? refuse('forbidden', 'directory-no-role', 'login');
      } catch (error) {
        log.error({ err: error, url: settings.url }, 'asking the directory failed');
        return refuse('busy', 'directory-away');
      } finally {
        await client?.unbind().catch(() => undefined);
      }
    },
    async askAgain(logins, told) {
      const client = await asReader(settings);
      try {
        for (const login of logins) await told(login, await again(client, settings, login));
      } finally {
        await client.unbind().catch(() => undefined);
      }
    },
  };
}

/** A directory that says so cannot be asked: busy, unavailable. Any other fault that it names is of the login that it was asked of. */
const awayCodes = new Set([51, 52]);
async function again(
  client: Client,
  settings: Directory,
  login: string,
): Promise<FoundThere | null | ResultCodeError> {
  try {
    const at = await dnOf(client, settings, login);
    return at === null ? null : await standingOf(client, settings, at);
  } catch (error) {
    if (error instanceof ResultCodeError && !awayCodes.has(error.code)) return error;
    throw error;
  }
}

/** What an entry is given; null: the settings ask for groups, and it is in none of them. */
async function standingOf(client: Client, settings: Directory, dn: string): Promise<FoundThere | null> {
  if (settings.groups.length === 0) return { gives: undefined };
  const gives = await roleOf(client, settings, dn);
  return gives ? { gives } : null;
}

async function connected({ url, startTls, ca }: Directory): Promise<Client> {
  // Over a line that is there already the name that its certificate must have is said: nobody else would know it.
  const host = new URL(url).hostname.replace(/^\[|\]$/gu, '');
  const tls = {
    host,
    minVersion: 'TLSv1.2' as const,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca: [await readFile(ca)] }),
  };
  const isTls = url.startsWith('ldaps:');
  const client = new Client({
    url,
    timeout: patienceMs,
    connectTimeout: patienceMs,
    ...(isTls
      ? { tlsOptions: tls, createSecureConnection: once(connectTls) }
      : { createConnection: once(connect) }),
  });
  if (!startTls || isTls) return client;
  try {
    await client.startTLS(tls);
    return client;
  } catch (error) {
    await client.unbind().catch(() => undefined);
    throw error;
  }
}

/**
 * The library opens a line that broke anew, and goes on as nobody, who finds nothing, and in the clear where startTLS had sealed it. Here it
 * fails: what was asked is asked again in the next round.
 */
function once<Open extends typeof connect | typeof connectTls>(open: Open): Open {
  let isOpened = false;
  return ((...at: unknown[]): unknown => {
    if (isOpened) throw new Error('the directory ended the line');
    isOpened = true;
    return Reflect.apply(open, undefined, at);
  }) as Open;
}

/** A line on which the one stands who may look for entries. */
async function asReader(settings: Directory): Promise<Client> {
  const client = await connected(settings);
  try {
    if (settings.bindDn !== undefined) await client.bind(settings.bindDn, settings.bindPassword);
    return client;
  } catch (error) {
    await client.unbind().catch(() => undefined);
    throw error;
  }
}

/** Where the one entry of this login lies; null: there is none that is open, or more than one. */
async function dnOf(client: Client, settings: Directory, login: string): Promise<string | null> {
  const { base, login: attribute, filter } = settings;
  const named = new EqualityFilter({ attribute, value: login });
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    filter:
      filter === undefined ? named : new AndFilter({ filters: [named, FilterParser.parseString(filter)] }),
    attributes: ['dn', ...shutBy],
    sizeLimit: 2,
  });
  const [found, another] = searchEntries;
  return found && !another && !isShut(found) ? found.dn : null;
}

/** By what directories say that an account is shut: Active Directory, 389 and OpenLDAP, eDirectory. */
const shutBy = ['userAccountControl', 'nsAccountLock', 'pwdAccountLockedTime', 'loginDisabled'];
const shutBit = 2;
/** Shut by an administrator; any other instant is a lock after wrong passwords, which passes. */
const shutForGood = '000001010000Z';
function isShut(entry: Entry): boolean {
  const said = (name: string): string => {
    const value = Object.entries(entry).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? '';
    return String(Array.isArray(value) ? (value[0] ?? '') : value).toUpperCase();
  };
  return (
    (Number(said('userAccountControl')) & shutBit) !== 0 ||
    said('nsAccountLock') === 'TRUE' ||
    said('loginDisabled') === 'TRUE' ||
    said('pwdAccountLockedTime') === shutForGood
  );
}

async function isPassword(settings: Directory, dn: string, password: string): Promise<boolean> {
  const client = await connected(settings);
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  } finally {
    await client.unbind().catch(() => undefined);
  }
}

/** The first group of the settings that somebody is in; what it gives. */
async function roleOf(
  client: Client,
  { groups, members }: Directory,
  dn: string,
): Promise<FoundThere['gives']> {
  for (const group of groups) {
    const isIn =
      members === 'memberOf'
        ? await names(client, dn, members, group.dn)
        : await names(client, group.dn, members, dn);
    if (isIn) return { role: group.role, countyRole: group.countyRole ?? null };
  }
  return undefined;
}

/** Whether an entry names another in an attribute; a group that is not there names nobody. The directory compares names as it has them. */
async function names(client: Client, entry: string, attribute: string, value: string): Promise<boolean> {
  try {
    const { searchEntries } = await client.search(entry, {
      scope: 'base',
      filter: new EqualityFilter({ attribute, value }),
      attributes: ['dn'],
    });
    return searchEntries.length > 0;
  } catch (error) {
    if (error instanceof NoSuchObjectError) return false;
    throw error;
  }
}
