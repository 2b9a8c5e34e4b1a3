import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { holdsAll, questionOf, type FindKey, type Question } from '#shared/record/find.ts';
import { kindOf, recordKinds } from '#shared/record/kinds.ts';
import { maySeeRecord } from '#shared/record/sight.ts';
import type { recordsQuery, RecordList } from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Sought, WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import type { Sealing } from './sealing.ts';
import { briefOf, kindIn, type Showing } from './showing.ts';

type Query = z.output<typeof recordsQuery>;

/** More are not counted: who finds so many asks for more words. */
const mostCounted = 2_000;

export interface SearchPorts {
  sealing: Sealing;
  queries: Pick<WorldQueries, 'find' | 'read'>;
  showing: Showing;
}

type Wanted = Sought & { kindKey: number | null; kinds: ReadonlySet<string> };

/** Records by words, numbers and addresses, by kind and grid, or those that point to one; in the asker's scope. */
export function openRecordSearch(ports: SearchPorts) {
  const { queries, showing } = ports;
  return async (pack: LoadedPack, person: Person, query: Query): Promise<RecordList | Refusal> => {
    const kinds = recordKinds.filter((kind) => query.kind === undefined || kind.id === query.kind);
    if (kinds.length === 0) return refuse('unknown', 'record-kind-unknown', 'kind');
    if (query.grid !== undefined && !pack.grid.byId.has(query.grid))
      return refuse('unknown', 'record-grid-unknown', 'grid');
    const question = query.q === undefined || query.q === '' ? [] : questionOf(query.q);
    if (question === null) return refuse('invalid', 'record-words-short', 'q');
    const sought = soughtOf(ports, pack, person, query, question);
    if (sought === null) return { records: [], kinds: {}, found: 0, more: false, withheld: 0 };
    const { ids, counts, found, isWhole } = await findIds(ports, sought, query);
    const rows = await queries.read(pack.id, ids);
    const held = rows.filter((row) => holds(ports, pack, row, question));
    const { shown, withheld } = await showing.show(
      pack,
      person,
      { act: 'listed', purpose: query.purpose },
      held,
    );
    return {
      records: shown.map((one) => briefOf(pack, one)),
      kinds: counts,
      found,
      withheld,
      more: !isWhole || found > query.from + query.limit,
    };
  };
}

async function findIds(
  { queries }: Pick<SearchPorts, 'queries'>,
  sought: Wanted,
  { kind, from, limit }: Query,
) {
  const { all, kindKey, ...rest } = sought;
  const first = await queries.find({ ...rest, all }, mostCounted + 1);
  const seen = first.filter(({ kind: one }) => sought.kinds.has(one));
  const isWhole = first.length <= mostCounted;
  if (isWhole) {
    const counts = countKinds(seen);
    const wanted = kind === undefined ? seen : seen.filter((one) => one.kind === kind);
    return { ids: idsOf(wanted.slice(from, from + limit)), counts, found: wanted.length, isWhole };
  }
  // Too many to be counted by kind: of one kind they are asked for again.
  const wanted =
    kindKey === null
      ? seen.slice(from, from + limit)
      : await queries.find({ ...rest, all: [...all, kindKey] }, limit + 1, from);
  const more = wanted.length > limit;
  return {
    ids: idsOf(wanted.slice(0, limit)),
    counts: null,
    found: kindKey === null || more ? mostCounted : from + wanted.length,
    isWhole: kindKey !== null && !more,
  };
}

/** Keys say that a record may hold the words; the record says that it does. What lies in a dwelling is found by its address too. */
function holds(
  { showing }: Pick<SearchPorts, 'showing'>,
  pack: LoadedPack,
  row: FoundRow,
  question: Question,
): boolean {
  if (question.length === 0) return true;
  const kind = kindIn(row);
  const isLodged = kind.fields.some(({ of }) => of?.includes('dwelling'));
  return isLodged || holdsAll(question, kind, showing.valuesOf(pack.id, row));
}

function soughtOf(
  { sealing }: Pick<SearchPorts, 'sealing'>,
  pack: LoadedPack,
  person: Person,
  query: Query,
  question: Question,
): Wanted | null {
  const key = (text: FindKey): number => sealing.keyOf(pack.id, text);
  const kinds = new Set(
    recordKinds.filter((kind) => maySeeRecord(person, kind, person.grids)).map(({ id }) => id),
  );
  if (kinds.size === 0) return null;
  const scope = person.grids.length === 0 ? null : scopeOf(pack, person, query.grid);
  if (scope !== null && scope.length === 0) return null;
  const all = [
    ...(query.grid === undefined ? [] : [key(`at:${query.grid}`)]),
    ...(query.of === undefined ? [] : [key(`of:${query.of}`)]),
  ];
  const ways = question.map((one) => one.ways.map((way) => way.map(key)));
  const kindKey = query.kind !== undefined && kindOf(query.kind) ? key(`k:${query.kind}`) : null;
  // Nothing but a kind, or nothing at all: the kinds themselves are what is looked for.
  const isBare = all.length === 0 && ways.length === 0 && scope === null;
  return {
    all: isBare && kindKey !== null ? [kindKey] : all,
    ways: isBare && kindKey === null ? [[...kinds].map((id) => [key(`k:${id}`)])] : ways,
    scope: scope?.map((grid) => key(`at:${grid}`)) ?? null,
    isSpread: query.grid === undefined && query.of === undefined,
    kindKey,
    kinds,
  };
}

/** The grids of the scope; null: the grid that is asked for lies in one of them, and narrows enough. */
function scopeOf(pack: LoadedPack, person: Person, grid: string | undefined): readonly string[] | null {
  if (grid === undefined) return person.grids;
  const chain = chainTo(pack.grid, grid).map(({ id }) => id);
  return chain.some((id) => person.grids.includes(id)) ? null : person.grids;
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

function countKinds(rows: readonly { kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of rows) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
