import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Client, EqualityFilter, InvalidCredentialsError, NoSuchObjectError } from 'ldapts';
import type { Directory } from '#shared/access/directory.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';

/** What a directory says of somebody whose password it knows. */
export interface FoundThere {
  /** The role that the groups give; undefined: the settings ask no groups. */
  gives: { role: Directory['groups'][number]['role']; countyRole: string | null } | undefined;
}
/** Null: it knows nobody of this login and password. A refusal: it could not be asked, or lets this one not in. */
export type AskDirectory = (login: string, password: string) => Promise<FoundThere | Refusal | null>;

/** A directory that does not answer holds nobody up for longer. */
const patienceMs = 5_000;

/**
 * Asks a directory: who has this login is looked for, then the password is tried by a bind as that one. An empty password would be a bind
 * as nobody, which succeeds (RFC 4513, 5.1.2): it is never sent.
 */
export function openDirectory(settings: Directory, log: Log): AskDirectory {
  return async (login, password) => {
    if (login === '' || password === '') return null;
    let client: Client | undefined;
    try {
      client = await connected(settings);
      const at = await dnOf(client, settings, login);
      if (at === null || !(await isPassword(settings, at, password))) return null;
      if (settings.groups.length === 0) return { gives: undefined };
      const gives = await roleOf(client, settings, at);
      return gives ? { gives } : refuse('forbidden', 'directory-no-role', 'login');
    } catch (error) {
      log.error({ err: error, url: settings.url }, 'the directory could not be asked');
      return refuse('busy', 'directory-away');
    } finally {
      await client?.unbind().catch(() => undefined);
    }
  };
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
    ...(isTls && { tlsOptions: tls }),
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

/** Where the one entry of this login lies; null: there is none, or more than one. */
async function dnOf(client: Client, settings: Directory, login: string): Promise<string | null> {
  const { bindDn, bindPassword, base, login: attribute } = settings;
  if (bindDn !== undefined) await client.bind(bindDn, bindPassword);
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    filter: new EqualityFilter({ attribute, value: login }),
    attributes: ['dn'],
    sizeLimit: 2,
  });
  const [found, another] = searchEntries;
  return found && !another ? found.dn : null;
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
