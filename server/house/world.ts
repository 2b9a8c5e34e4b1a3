import { recordSecret } from '../access/secret.ts';
import { fillDemoWorld } from '../past/world.ts';
import { openRecordLinks } from '../records/links.ts';
import { openWorldRecords, type WorldRecords } from '../records/records.ts';
import type { Ground } from './ground.ts';
import type { Lanes } from './lanes.ts';

/** So many pretend records of a county are waited for; more are made while the house is at work. */
const worthWaitingFor = 20_000;

/** Records of the world, and those of the demo counties. */
export async function openWorld(
  { config, database, clock, packs, log, onStop }: Ground,
  { records }: Pick<Lanes, 'records'>,
): Promise<WorldRecords> {
  const secret = await recordSecret(config.dataDir, config.RECORD_KEY);
  const world = openWorldRecords({ database, records, now: clock, secret });
  await world.checkKey();
  onStop(await openRecordLinks({ database, packs, log }).follow());
  if (!config.DEMO) return world;
  const { sealing } = world;
  const count = config.RECORDS;
  const filling = fillDemoWorld({ database, packs: packs.all(), sealing, count, now: clock(), log });
  if (count <= worthWaitingFor) await filling;
  else filling.catch((error: unknown) => log.error({ err: error }, 'the demo records could not be made'));
  return world;
}
