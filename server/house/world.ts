import { recordSecret } from '../access/secret.ts';
import { tieDemoWorld } from '../past/world.ts';
import { followGrids } from '../records/regrid.ts';
import { openWorldRegrid } from '../storage/world/world-regrid.ts';
import { openRecordLinks } from '../records/links.ts';
import { checkRecordKey, openWorldRecords, type WorldRecords } from '../records/records.ts';
import type { HouseGround } from './ground.ts';
import type { Lanes } from './lanes.ts';

/** So many pretend records of a county are waited for; more are made while the house is at work. */
const worthWaitingFor = 20_000;

/** Records of the world, and those of the demo counties with the matters that are told by now. */
export async function openWorld(
  { config, database, clock, packs, log, works, onStop }: HouseGround,
  { records, demoWorld }: Pick<Lanes, 'records' | 'demoWorld'>,
): Promise<WorldRecords> {
  const secret = await recordSecret(config.dataDir, config.RECORD_KEY);
  const world = openWorldRecords({ database, records, now: clock, secret });
  await checkRecordKey(database, world.sealing);
  const regrid = { packs, log, works, sealing: world.sealing, store: openWorldRegrid(database) };
  onStop(followGrids(regrid).stop);
  onStop(await openRecordLinks({ database, packs, log, works }).follow());
  if (!config.DEMO) return world;
  const filling = demoWorld.then(() => tieDemoWorld({ database, packs: packs.all(), log }));
  if (config.RECORDS <= worthWaitingFor) await filling;
  else filling.catch((error: unknown) => log.error({ err: error }, 'making demo records failed'));
  return world;
}
