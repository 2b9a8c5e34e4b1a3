import type { z } from 'zod';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { kindOf, recordKinds } from '#shared/record/kinds.ts';
import type { RecordKind } from '#shared/record/kind.ts';
import type * as wire from '#shared/wire/data-sets.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { KnownSource } from '../ports.ts';
import type { CallSums, DataStore, RequestRow } from '../storage/world/data-store.ts';
import type { WorldExports } from '../storage/world/world-export.ts';
import { newRecordId } from './rows.ts';

const mostListed = 500;
/** The sizes of sets are counted at most so often: it walks through all records. */
const sizesEvery = 10 * minuteMs;

type Sizes = Map<string, { n: number; changedAt: number }>;
type Caller = Pick<KnownSource, 'source' | 'bounds'>;

interface DataPorts {
  data: DataStore;
  exports: Pick<WorldExports, 'page'>;
  now: () => number;
}
const dayOf = (at: number): number => Math.floor(at / dayMs);

/**
 * The catalogue of what is kept here: a system asks for a set and its open fields, a leader grants it with a quota, every call is
 * counted. What is personal leaves by files with a second person's word, and never here.
 */
export function openDataSets(ports: DataPorts) {
  const catalogue = openCatalogue(ports);
  return {
    ...catalogue,
    ask: asking(ports),
    decide: deciding(ports, catalogue),
    rows: givingRows(ports),
  };
}

function openCatalogue({ data, now }: DataPorts) {
  const kept = new Map<string, { at: number; sizes: Promise<Sizes> }>();

  function sizesOf(jurisdiction: string): Promise<Sizes> {
    const before = kept.get(jurisdiction);
    if (before && now() - before.at < sizesEvery && now() >= before.at) return before.sizes;
    const sizes = data
      .sizes(jurisdiction)
      .then((rows) => new Map(rows.map(({ kind, n, changedAt }) => [kind, { n, changedAt }])));
    kept.set(jurisdiction, { at: now(), sizes });
    sizes.catch(() => kept.delete(jurisdiction));
    return sizes;
  }

  return {
    async sets(pack: LoadedPack): Promise<wire.DataSet[]> {
      const sizes = await sizesOf(pack.id);
      return recordKinds.map((kind) => ({
        id: kind.id,
        name: kind.name,
        owner: kind.truth ?? null,
        fields: kind.fields.map(({ id, name }) => ({ id, name, isOpen: openFields(kind).includes(id) })),
        rhythmDays: kind.rhythmDays ?? null,
        count: sizes.get(kind.id)?.n ?? 0,
        changedAt: sizes.get(kind.id)?.changedAt ?? null,
      }));
    },
    async requests(pack: LoadedPack, system: string | null): Promise<wire.DataRequest[]> {
      const today = dayOf(now());
      const [rows, calls] = await Promise.all([
        data.list(pack.id, system, mostListed),
        data.calls(pack.id, today - 29),
      ]);
      const byRequest = groupBy(calls, ({ request }) => request);
      return rows.map((row) => requestOf(row, byRequest.get(row.id) ?? [], today));
    },
  };
}

/** By the system itself: a set, open fields of it, and how often a day. */
const asking =
  ({ data, now }: DataPorts) =>
  async (
    pack: LoadedPack,
    { source }: Caller,
    sent: z.output<typeof wire.newDataRequest>,
  ): Promise<wire.DataRequest | Refusal> => {
    const kind = kindOf(sent.set);
    if (!kind) return refuse('unknown', 'record-kind-unknown', 'set');
    const closed = sent.fields.find((id) => !openFields(kind).includes(id));
    if (closed !== undefined) return refuse('invalid', 'data-field-closed', { field: closed }, 'fields');
    const row: RequestRow = {
      id: newRecordId(),
      set: kind.id,
      system: source,
      fields: sent.fields,
      perDay: sent.perDay,
      why: sent.why,
      askedAt: now(),
      granted: null,
      decidedAt: null,
      decidedName: null,
      decidedWhy: null,
      endedAt: null,
    };
    if (!(await data.ask(pack.id, row))) return refuse('duplicate', 'data-asked-already', 'set');
    return requestOf(row, [], dayOf(now()));
  };

const deciding =
  ({ data, now }: DataPorts, { requests }: Pick<ReturnType<typeof openCatalogue>, 'requests'>) =>
  async (
    pack: LoadedPack,
    person: Person,
    id: string,
    { granted, perDay, why }: z.output<typeof wire.dataDecision>,
  ): Promise<wire.DataRequest | Refusal> => {
    // A set is of the whole county: whoever leads a part of it does not give it away.
    if (!may(person, 'allow-exports') || person.grids.length > 0)
      return refuse('forbidden', 'record-export-other-area');
    const word = { granted, perDay: perDay ?? null, at: now(), by: person.id, name: person.name };
    if (!(await data.decide(pack.id, id, { ...word, why: why || null })))
      return refuse('conflict', 'record-export-decided');
    const after = (await requests(pack, null)).find((one) => one.id === id);
    return after ?? refuse('unknown', 'record-export-unknown', 'id');
  };

/** Records of a narrow grid, the open fields that were granted, one call of the quota. */
const givingRows =
  ({ data, exports, now }: DataPorts) =>
  async (
    pack: LoadedPack,
    { source, bounds }: Caller,
    id: string,
    { grid, after = '', limit }: z.output<typeof wire.dataRowsQuery>,
  ): Promise<z.input<typeof wire.dataRows> | Refusal> => {
    const kind = kindOf(id);
    if (!kind) return refuse('unknown', 'record-kind-unknown', 'id');
    const place = whyNotThere(pack, bounds?.grids, grid);
    if (isRefusal(place)) return place;
    const request = await data.granted(pack.id, source, id);
    if (!request) return refuse('not-now', 'data-not-granted', 'id');
    const call = { request: request.id, day: dayOf(now()), at: now(), perDay: request.perDay };
    const left = await data.call(pack.id, call);
    if (left === null) return refuse('busy', 'data-quota', { perDay: request.perDay });
    const found = await exports.page(pack.id, id, grid, after, limit);
    await data.sent(pack.id, request.id, call.day, found.length);
    const fields = request.fields.filter((field) => openFields(kind).includes(field));
    return {
      rows: found.map(({ id: record, changedAt, confirmedAt, open }) => ({
        id: record,
        changedAt,
        confirmedAt,
        values: Object.fromEntries(fields.flatMap((field) => (field in open ? [[field, open[field]]] : []))),
      })),
      next: found.length === limit ? (found.at(-1)?.id ?? null) : null,
      left,
    };
  };

/** Nothing of records of people, nor what points to one: an id that stands for somebody is that somebody to who holds another list. */
const openFields = ({ about, fields }: RecordKind): string[] =>
  about === 'person'
    ? []
    : fields.flatMap(({ id, personal, of }) =>
        personal === undefined && !of?.includes('person') ? [id] : [],
      );

/** A narrow grid, inside of the token's bounds. */
function whyNotThere(pack: LoadedPack, bound: readonly string[] | undefined, grid: string): Refusal | null {
  const isNarrow = narrowCells(pack.grid).some(({ id }) => id === grid);
  const chain = chainTo(pack.grid, grid).map(({ id }) => id);
  const isInside = bound === undefined || chain.some((id) => bound.includes(id));
  return isNarrow && isInside ? null : refuse('unknown', 'record-grid-unknown', 'grid');
}

function requestOf(row: RequestRow, calls: readonly CallSums[], today: number): wire.DataRequest {
  const { id, set, system, fields, perDay, why, askedAt, granted, endedAt } = row;
  const sum = (list: readonly CallSums[], of: 'calls' | 'refused' | 'rows'): number =>
    list.reduce((total, one) => total + Number(one[of]), 0);
  const own = calls.filter(({ day }) => day === today);
  const answered = granted === null ? 'waits' : granted ? 'granted' : 'refused';
  return {
    id,
    set,
    system,
    fields: [...fields],
    perDay,
    why,
    askedAt,
    state: endedAt === null ? answered : 'ended',
    decided:
      row.decidedAt === null ? null : { at: row.decidedAt, by: row.decidedName ?? '', why: row.decidedWhy },
    today: { calls: sum(own, 'calls'), refused: sum(own, 'refused') },
    month: { calls: sum(calls, 'calls'), refused: sum(calls, 'refused'), rows: sum(calls, 'rows') },
    lastAt: calls.length === 0 ? null : Math.max(...calls.map(({ lastAt }) => lastAt)),
  };
}
