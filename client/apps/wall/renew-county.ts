import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Api } from '../../http/api.ts';
import type { County } from './county.ts';
import { openCounty } from './open-county.ts';

/** A county as its newer pack has it; `isOther`: it has other sensors, so that its map is to be drawn anew. Null: it cannot be had. */
export async function renewCounty(
  held: County,
  edition: number,
  api: Api,
  scope: string | null,
): Promise<{ county: County; isOther: boolean } | null> {
  const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  let county = await openCounty(api, null, scope, wait);
  // Another node may be a moment behind the one that told.
  for (let tries = 0; tries < 5 && !isRefusal(county) && (county.pack.edition ?? 1) < edition; tries++) {
    await wait(1_000);
    county = await openCounty(api, null, scope, wait);
  }
  if (isRefusal(county)) return null;
  const isOther = JSON.stringify(county.sensors) !== JSON.stringify(held.sensors);
  return { county: isOther ? county : { ...county, geodata: held.geodata }, isOther };
}
