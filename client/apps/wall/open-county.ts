import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Api } from '../../http/api.ts';
import { isUnreachable } from '../../http/call.ts';
import { loadGeodata } from '../../map/geodata.ts';
import type { CountyGround } from './county.ts';

/** The token of an address `…/wall#device=<token>`; null when there is none. */
export function deviceToken(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('device');
}

/**
 * Everything a wall needs before it can draw, or why it may not. `scope` is a part of what it may show. A server that cannot be reached is asked again for
 * ever: after a power cut the wall is often up before its server.
 */
export async function openCounty(
  api: Api,
  token: string | null,
  scope: string | null,
  wait: (ms: number) => Promise<void>,
): Promise<CountyGround | Refusal> {
  const person = await untilReached(() => (token ? api.signInDevice(token) : api.session()), wait);
  if (isRefusal(person)) return person;
  const [pack, sensors, cameras] = await Promise.all([
    untilReached(api.pack, wait),
    untilReached(api.sensors, wait),
    untilReached(api.cameras, wait),
  ]);
  if (isRefusal(pack)) return pack;
  if (isRefusal(sensors)) return sensors;
  if (isRefusal(cameras)) return cameras;
  return { person, pack, sensors, cameras, geodata: await loadGeodata(pack.identity), api, scope };
}

async function untilReached<T>(
  ask: () => Promise<T | Refusal>,
  wait: (ms: number) => Promise<void>,
): Promise<T | Refusal> {
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (!isRefusal(answer) || !isUnreachable(answer)) return answer;
    await wait(Math.min(10_000, 500 * 2 ** tries));
  }
}
