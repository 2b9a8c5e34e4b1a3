import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Api } from '../../http/api.ts';
import { isUnreachable, unreachable } from '../../http/call.ts';
import { loadGeodata } from '../../map/geodata.ts';
import type { CountyGround } from './county.ts';

/** The token of an address `…/wall#device=<token>`; null when there is none. */
export function deviceToken(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('device');
}

/** What a wall waits for until it can draw. */
export const openings = ['session', 'pack', 'lists', 'map'] as const;
export type Opening = (typeof openings)[number];

/** Who is told while a wall opens. */
export interface OpeningEars {
  came?: (part: Opening) => void;
  /** Whose wall this is and what its county is made of: its line can be opened while lists and map are on their way. */
  known?: (person: Person, pack: PackDigest) => void;
  /** The server was asked in vain so many times in a row; 0: it answers. */
  missed?: (times: number) => void;
}

type Wait = (ms: number) => Promise<void>;

/**
 * Everything a wall needs before it can draw, or why it may not. `scope` is a part of what it may show. A server that cannot be reached is asked again for
 * ever: after a power cut the wall is often up before its server.
 */
export async function openCounty(
  api: Api,
  token: string | null,
  scope: string | null,
  wait: Wait,
  ears: OpeningEars = {},
): Promise<CountyGround | Refusal> {
  const reached = <T>(ask: () => Promise<T | Refusal>): Promise<T | Refusal> => untilReached(ask, wait, ears);
  const person = await reached(() => (token ? api.signInDevice(token) : api.session()));
  if (isRefusal(person)) return person;
  ears.came?.('session');
  const lists = Promise.all([reached(api.sensors), reached(api.cameras)]);
  const pack = await reached(api.pack);
  if (isRefusal(pack)) return pack;
  ears.came?.('pack');
  ears.known?.(person, pack);
  const [[sensors, cameras], geodata] = await Promise.all([
    lists.then((both) => (ears.came?.('lists'), both)),
    loadGeodata(pack.identity, async (url) => {
      const found = await reached(() => fileAt(url));
      return isRefusal(found) ? null : found.file;
    }),
  ]);
  ears.came?.('map');
  if (isRefusal(sensors)) return sensors;
  if (isRefusal(cameras)) return cameras;
  return { person, pack, sensors, cameras, geodata, api, scope };
}

/** ms until the next try, after so many in vain. */
const patience = (missed: number): number => Math.min(10_000, 500 * 2 ** (missed - 1));

async function untilReached<T>(
  ask: () => Promise<T | Refusal>,
  wait: Wait,
  { missed }: OpeningEars,
): Promise<T | Refusal> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (!isRefusal(answer) || !isUnreachable(answer)) {
      if (tries > 1) missed?.(0);
      return answer;
    }
    missed?.(tries);
    await wait(patience(tries));
  }
}

/** A file of the map, or that nobody answered. One that is not there is a fault. */
async function fileAt(url: string): Promise<{ file: unknown } | Refusal> {
  const response = await fetch(url).catch(() => null);
  if (response && !response.ok) throw new Error(`${url}: ${response.status}`);
  // An answer that breaks off is none.
  const file: unknown = await response?.json().catch(() => undefined);
  return file === undefined ? refuse('busy', 'unreachable', unreachable) : { file };
}
