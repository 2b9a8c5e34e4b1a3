import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Purpose } from '#shared/record/purpose.ts';
import { fieldOf, kindOf } from '#shared/record/kinds.ts';
import { maySeeRecord } from '#shared/record/sight.ts';
import type * as wire from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { openDataStore } from '../storage/world/data-store.ts';
import { openWorldErasing } from '../storage/world/world-erase.ts';
import { openWorldExports } from '../storage/world/world-export.ts';
import { openWorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import { openWorldTrail, type ReadLine, type ReadQuery } from '../storage/world/world-trail.ts';
import { openWorldWrites } from '../storage/world/world-write.ts';
import { mayChange, openChanging } from './changing.ts';
import { openCounting } from './counting.ts';
import { openCredit } from './credit.ts';
import { openCreditEntries } from './credit-entries.ts';
import { openCoverage } from './coverage.ts';
import { openDataSets } from './data-sets.ts';
import { openExporting } from './exporting.ts';
import { openImporting } from './importing.ts';
import { openPersons } from './persons.ts';
import { sealedName } from './rows.ts';
import { openSealing, type Sealing } from './sealing.ts';
import { openRecordSearch } from './search.ts';
import { openSaidOfPeople } from './said-of-people.ts';
import { openSheets } from './sheets.ts';
import { briefOf, kindIn, openShowing, type Shown } from './showing.ts';

export type WorldRecords = ReturnType<typeof openWorldRecords>;

const mostRelated = 100;
const [mostActs, mostMatters, mostReads] = [20, 30, 20];

/** Records of the world: found, shown, changed, brought in. Whatever is personal is shown by `showing.ts` alone. */
export function openWorldRecords(ports: {
  database: Pick<Database, 'pool'>;
  records: Pick<Records, 'incident'>;
  /** Seals what is personal. */
  secret: string;
  now: () => number;
}) {
  const { database, now } = ports;
  const sealing = openSealing(ports.secret);
  const [queries, writes, trail] = [
    openWorldQueries(database),
    openWorldWrites(database),
    openWorldTrail(database),
  ];
  const showing = openShowing({ sealing, queries, trail, now });
  const common = { sealing, queries, writes, showing, now };
  const { visible, ...changing } = openChanging(common);
  const entries = openCreditEntries({ sealing, queries, records: ports.records });

  async function detail(
    pack: LoadedPack,
    person: Person,
    id: string,
    purpose: Purpose | undefined,
  ): Promise<wire.RecordDetail | Refusal> {
    const row = await visible(pack, person, id);
    if (isRefusal(row)) return row;
    const kind = kindIn(row);
    if (kind.about === 'person' && purpose === undefined)
      return refuse('invalid', 'record-look-reason', 'purpose');
    const pointing = await queries.find(
      { all: [sealing.keyOf(pack.id, `of:${id}`)], ways: [], scope: null },
      mostRelated,
    );
    const others = await queries.read(
      pack.id,
      pointing.map((one) => one.id),
    );
    const { shown } = await showing.show(pack, person, { act: 'opened', purpose }, [row, ...others]);
    const [own, ...related] = shown;
    if (!own) return refuse('unknown', 'record-unknown', 'id');
    const { matters, hidden } = await mattersOf(pack, person, id);
    return {
      ...detailOf(pack, person, own),
      matters,
      hiddenMatters: hidden,
      related: related.map((one) => briefOf(pack, one)),
      acts: (await queries.acts(pack.id, id, mostActs)).map(({ byId: _, byName, ...rest }) => ({
        ...rest,
        by: byName,
        fields: [...rest.fields],
      })),
      reads: purpose === undefined ? null : await readsOf(pack.id, id),
    };
  }

  async function mattersOf(pack: LoadedPack, person: Person, id: string) {
    const links = await queries.matters(pack.id, id, mostMatters);
    const found = await Promise.all(
      links.map(async (link) => ({ link, incident: await ports.records.incident(pack.id, link.incident) })),
    );
    const seen = found.flatMap(({ link, incident }) =>
      incident && maySee(person, concernOf(incident)) ? [{ link, incident }] : [],
    );
    const matters = seen.map(({ link, incident }) => ({
      incident: incident.id,
      title: incident.title,
      role: link.role,
      at: link.at,
      node: incident.node,
      procedure: incident.procedure,
      closedAt: incident.closedAt ?? null,
    }));
    return { matters, hidden: links.length - seen.length };
  }

  async function readsOf(jurisdiction: string, id: string): Promise<wire.RecordDetail['reads']> {
    const lines = await trail.find(jurisdiction, { record: id, limit: mostReads });
    const days30 = await trail.count(jurisdiction, id, now() - 30 * dayMs);
    return { days30, lines: lines.map(lineOf) };
  }

  return {
    /** For lists that are held against each other: the mark of a person, and what records say of people. */
    lists: { markOf: sealing.markOf, saidOf: openSaidOfPeople({ sealing, queries, showing }) },
    search: openRecordSearch({ sealing, queries, showing }),
    detail,
    ...changing,
    ...openCounting({ queries, showing, now }),
    ...openCoverage({ queries, now }),
    ...openCredit({ entries, queries, records: ports.records, visible, now }),
    take: openImporting(common),
    bring: openSheets(common),
    persons: openPersons({ ...common, trail, erasing: openWorldErasing(database), records: ports.records }),
    exporting: openExporting({ exports: openWorldExports(database), queries, showing, now }),
    data: openDataSets({ data: openDataStore(database), exports: openWorldExports(database), now }),
    /** Fields in full, one by one, for a reason. */
    async unmask(
      pack: LoadedPack,
      person: Person,
      id: string,
      { fields, purpose, why }: z.output<typeof wire.recordUnmasking>,
    ): Promise<z.input<typeof wire.unmasked> | Refusal> {
      const row = await visible(pack, person, id);
      if (isRefusal(row)) return row;
      const strange = fields.find((field) => !fieldOf(kindIn(row), field));
      if (strange !== undefined) return refuse('unknown', 'record-no-field', 'fields');
      const { shown } = await showing.show(pack, person, { act: 'unmasked', purpose, why }, [row], fields);
      return { facts: shown[0]?.facts ?? [] };
    },
    /** What stood in it before each change. */
    async versions(
      pack: LoadedPack,
      person: Person,
      id: string,
      purpose: Purpose | undefined,
    ): Promise<z.input<typeof wire.recordVersions> | Refusal> {
      const row = await visible(pack, person, id);
      if (isRefusal(row)) return row;
      if (kindIn(row).about === 'person' && purpose === undefined)
        return refuse('invalid', 'record-look-reason', 'purpose');
      const before = await queries.versions(pack.id, id);
      const rows: FoundRow[] = before.map(({ open, sealed, version }) => ({
        ...row,
        open,
        sealed,
        version: version - 1,
      }));
      const { shown } = await showing.show(pack, person, { act: 'opened', purpose }, rows);
      return {
        versions: before.map(({ at, byName, act, note, version }, i) => ({
          version: version - 1,
          until: at,
          by: byName,
          act,
          note,
          facts: shown[i]?.facts ?? [],
        })),
      };
    },
    /** Ties a record to a matter that both lie in the asker's scope. */
    async link(
      pack: LoadedPack,
      person: Person,
      id: string,
      { incident, role }: z.output<typeof wire.recordLink>,
    ): Promise<null | Refusal> {
      const row = await visible(pack, person, id);
      if (isRefusal(row)) return row;
      const matter = await ports.records.incident(pack.id, incident);
      if (!matter || !maySee(person, concernOf(matter)))
        return refuse('unknown', 'no-incident-in-scope', 'incident');
      await writes.link(pack.id, [{ record: id, incident, role, at: now(), byId: person.id }]);
      return null;
    },
    /** The trail of looks, for who watches over it. */
    async reads(
      jurisdiction: string,
      query: ReadQuery,
    ): Promise<{ rows: wire.ReadLine[]; next: number | null }> {
      const found = await trail.find(jurisdiction, { ...query, limit: query.limit + 1 });
      const rows = found.slice(0, query.limit).map(lineOf);
      return { rows, next: found.length > query.limit ? (rows.at(-1)?.seq ?? null) : null };
    },
    /** Whether a system bound to these grids may bring in what lies there. */
    whyNotThere: (pack: LoadedPack, bound: readonly string[] | undefined) => (grids: readonly string[]) =>
      bound === undefined ||
      grids.some((grid) => chainTo(pack.grid, grid).some(({ id }) => bound.includes(id)))
        ? null
        : 'it lies in no grid that this token may write to',
    /** Kinds that somebody sees anything of. */
    kindsFor: (person: Person) => (id: string) => {
      const kind = kindOf(id);
      return kind !== undefined && maySeeRecord(person, kind, person.grids);
    },
    sealing,
  };
}

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

function lineOf({
  seq,
  at,
  byId,
  byName,
  role,
  unit,
  act,
  purpose,
  why,
  fields,
  records,
}: ReadLine & { seq: number }): wire.ReadLine {
  return {
    seq,
    at,
    by: { id: byId, name: byName, role, unit },
    act,
    purpose,
    why,
    fields: [...fields],
    records: records.length,
  };
}

/** What the record itself says. */
function detailOf(pack: LoadedPack, person: Person, own: Shown) {
  const { row, kind, facts } = own;
  return {
    ...briefOf(pack, own),
    version: row.version,
    facts,
    gridIds: [...row.grids],
    source: row.source,
    confirmedBy: row.confirmedBy,
    changedAt: row.changedAt,
    endedAt: row.endedAt,
    dueAt:
      kind.rhythmDays === undefined || row.confirmedAt === null
        ? null
        : row.confirmedAt + kind.rhythmDays * dayMs,
    mayChange: mayChange(person, kind, row.grids),
  };
}
