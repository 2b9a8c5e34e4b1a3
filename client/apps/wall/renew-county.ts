import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Api } from '../../http/api.ts';
import type { CountyGround } from './county.ts';
import { openCounty } from './open-county.ts';

/** A county as its newer pack has it; `isOther`: it has other sensors, so that its map is to be drawn anew. Null: it cannot be had. */
export async function renewCounty(
  held: CountyGround,
  edition: number,
  api: Api,
  scope: string | null,
): Promise<{ ground: CountyGround; isOther: boolean } | null> {
  const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  let ground = await openCounty(api, null, scope, wait);
  // Another node may be a moment behind the one that told.
  for (let tries = 0; tries < 5 && !isRefusal(ground) && (ground.pack.edition ?? 1) < edition; tries++) {
    await wait(1_000);
    ground = await openCounty(api, null, scope, wait);
  }
  if (isRefusal(ground)) return null;
  const isOther = JSON.stringify(ground.sensors) !== JSON.stringify(held.sensors);
  return { ground: isOther ? ground : { ...ground, geodata: held.geodata }, isOther };
}
