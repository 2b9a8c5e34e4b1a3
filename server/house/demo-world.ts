import { recordSecret } from '../access/secret.ts';
import { fillDemoWorld } from '../past/world.ts';
import { checkRecordKey } from '../records/records.ts';
import { openSealing } from '../records/sealing.ts';
import type { HouseGround } from './ground.ts';

/** Begins the records of the demo counties: they need nothing of a past, so they are made beside it. */
export function beginDemoWorld({ config, database, clock, packs, log }: HouseGround): Promise<void> {
  const make = async (): Promise<void> => {
    const sealing = openSealing(await recordSecret(config.dataDir, config.RECORD_KEY));
    await checkRecordKey(database, sealing);
    const all = packs.all();
    await fillDemoWorld({ database, packs: all, sealing, count: config.RECORDS, now: clock(), log });
  };
  const making = config.DEMO ? make() : Promise.resolve();
  // Whoever opens the records hears of it.
  making.catch(() => undefined);
  return making;
}
