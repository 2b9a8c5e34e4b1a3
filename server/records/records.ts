import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { kindOf } from '#shared/record/kinds.ts';
import { maySeeRecord } from '#shared/record/sight.ts';
import type * as wire from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { openDataStore } from '../storage/world/data-store.ts';
import { openWorldErasing } from '../storage/world/world-erase.ts';
import { openWorldExports } from '../storage/world/world-export.ts';
import { openWorldQueries } from '../storage/world/world-queries.ts';
import { openWorldTrail } from '../storage/world/world-trail.ts';
import { openWorldWrites } from '../storage/world/world-write.ts';
import { openChanging } from './changing.ts';
import { openCounting } from './counting.ts';
import { openCredit } from './credit.ts';
import { openCreditEntries } from './credit-entries.ts';
import { openCoverage } from './coverage.ts';
import { openDataSets } from './data-sets.ts';
import { openExporting } from './exporting.ts';
import { openImporting } from './importing.ts';
import { openOpening } from './opening.ts';
import { openPersons } from './persons.ts';
import { sealedName } from './rows.ts';
import { openSealing, type Sealing } from './sealing.ts';
import { openRecordSearch } from './search.ts';
import { openSaidOfPeople } from './said-of-people.ts';
import { openSheets } from './sheets.ts';
import { openShowing } from './showing.ts';
import { openTrail } from './trail.ts';

export type WorldRecords = ReturnType<typeof openWorldRecords>;

interface WorldPorts {
  database: Pick<Database, 'pool'>;
  records: Pick<Records, 'incident'>;
  /** Seals what is personal. */
  secret: string;
  now: () => number;
}

/** Records of the world: found, shown, changed, brought in. Whatever is personal is shown by `showing.ts` alone. */
export function openWorldRecords({ database, records, secret, now }: WorldPorts) {
  const sealing = openSealing(secret);
  const [queries, writes, looks] = [
    openWorldQueries(database),
    openWorldWrites(database),
    openWorldTrail(database),
  ];
  const showing = openShowing({ sealing, queries, trail: looks, now });
  const common = { sealing, queries, writes, showing, now };
  const { visible, ...changing } = openChanging(common);
  const entries = openCreditEntries({ sealing, queries, records });
  const trail = openTrail({ trail: looks, now });
  return {
    /** For lists that are held against each other: the mark of a person, and what records say of people. */
    lists: { markOf: sealing.markOf, saidOf: openSaidOfPeople({ sealing, queries, showing }) },
    search: openRecordSearch({ sealing, queries, showing }),
    ...openOpening({ sealing, queries, showing, trail, records, visible }),
    ...changing,
    ...openCounting({ queries, showing, now }),
    ...openCoverage({ queries, now }),
    ...openCredit({ entries, queries, records, visible, now }),
    take: openImporting(common),
    bring: openSheets(common),
    persons: openPersons({ ...common, trail: looks, erasing: openWorldErasing(database), records }),
    exporting: openExporting({ exports: openWorldExports(database), queries, showing, now }),
    data: openDataSets({ data: openDataStore(database), exports: openWorldExports(database), now }),
    /** Ties a record to a matter that both lie in the asker's scope. */
    async link(
      pack: LoadedPack,
      person: Person,
      id: string,
      { incident, role }: z.output<typeof wire.recordLink>,
    ): Promise<null | Refusal> {
      const row = await visible(pack, person, id);
      if (isRefusal(row)) return row;
      const matter = await records.incident(pack.id, incident);
      if (!matter || !maySee(person, concernOf(matter)))
        return refuse('unknown', 'no-incident-in-scope', 'incident');
      await writes.link(pack.id, [{ record: id, incident, role, at: now(), byId: person.id }]);
      return null;
    },
    reads: trail.find,
    whyNotThere,
    /** Kinds that somebody sees anything of. */
    kindsFor: (person: Person) => (id: string) => {
      const kind = kindOf(id);
      return kind !== undefined && maySeeRecord(person, kind, person.grids);
    },
    sealing,
  };
}

/** Whether a system bound to these grids may bring in what lies there. */
const whyNotThere = (pack: LoadedPack, bound: readonly string[] | undefined) => (grids: readonly string[]) =>
  bound === undefined || grids.some((grid) => chainTo(pack.grid, grid).some(({ id }) => bound.includes(id)))
    ? null
    : 'it lies in no grid that this token may write to';

/** Throws when the records that are there were sealed under another key: better no house than one in which nobody has a name. */
export async function checkRecordKey(database: Pick<Database, 'pool'>, sealing: Sealing): Promise<void> {
  const sealed = await openWorldQueries(database).anySealed();
  if (!sealed) return;
  try {
    sealing.open(sealedName(sealed.jurisdiction, sealed.id), sealed.sealed);
  } catch (error) {
    throw new Error('RECORD_KEY: the records of people were sealed under another key', { cause: error });
  }
}
