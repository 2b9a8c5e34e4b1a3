import { recordSecret } from '../access/secret.ts';
import type { Records } from '../ports.ts';
import { openCreditEntries } from '../records/credit-entries.ts';
import { openLotGrades, type LotGrades } from '../records/lot-grades.ts';
import { openSealing } from '../records/sealing.ts';
import { openWorldQueries } from '../storage/world/world-queries.ts';
import type { HouseGround } from './ground.ts';

/** What draws for inspections weigh by: the door to the ledger opens before the room of records does. */
export async function gradesFor(
  { config, database }: Pick<HouseGround, 'config' | 'database'>,
  records: Pick<Records, 'incident'>,
): Promise<LotGrades> {
  const sealing = openSealing(await recordSecret(config.dataDir, config.RECORD_KEY));
  const queries = openWorldQueries(database);
  return openLotGrades({ sealing, queries, entries: openCreditEntries({ sealing, queries, records }) });
}
