import { because } from '#shared/kernel/reasons.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { fieldOf, kindOf } from '#shared/record/kinds.ts';
import type { RecordKind, Values } from '#shared/record/kind.ts';
import { checkValues } from '#shared/record/values.ts';
import {
  importedRecord,
  mostImported,
  type ImportAnswer,
  type ImportedRecord,
} from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { WorldRow } from '../storage/world/world-row.ts';
import type { WorldWrites } from '../storage/world/world-write.ts';
import { importedId, lodgingIdOf, lodgingOf, makeContent, type Lodging } from './rows.ts';
import type { Sealing } from './sealing.ts';

export interface ImportPorts {
  sealing: Sealing;
  queries: Pick<WorldQueries, 'read'>;
  writes: Pick<WorldWrites, 'take'>;
  now: () => number;
}
interface Read {
  id: string;
  kind: RecordKind;
  values: Values;
  item: ImportedRecord;
}

/** Takes batches of another register. What is wrong is refused by its place in the batch, and the rest goes through. */
export function openImporting(ports: ImportPorts) {
  return (
    pack: LoadedPack,
    source: { id: string; name: string },
    sent: unknown,
    whyNot: (grids: readonly string[]) => string | null = () => null,
  ) => takeRecords(ports, pack, source, sent, whyNot);
}

/** What the records lie in or hang on: of this batch, or of before. */
async function readLodgings(
  { queries }: Pick<ImportPorts, 'queries'>,
  pack: LoadedPack,
  read: readonly Read[],
): Promise<ReadonlyMap<string, Lodging>> {
  const found = new Map<string, Lodging>();
  for (const { id, kind, values, item } of read) {
    const place = placeOf(item);
    if (place)
      found.set(
        id,
        lodgingOf(
          kind.id,
          values,
          pack.grid.locate(place).map((cell) => cell.id),
        ),
      );
  }
  const missing = read.map(({ kind, values }) => lodgingIdOf(kind, values)).filter((id) => id !== null);
  const before = await queries.read(
    pack.id,
    [...new Set(missing)].filter((id) => !found.has(id)),
  );
  for (const row of before) found.set(row.id, lodgingOf(row.kind, row.open, row.grids));
  return found;
}

function rowOf(
  { sealing }: Pick<ImportPorts, 'sealing'>,
  pack: LoadedPack,
  source: string,
  { id, kind, values, item }: Read,
  lodgings: ReadonlyMap<string, Lodging>,
  at: number,
): WorldRow {
  const lodging = lodgings.get(lodgingIdOf(kind, values) ?? '');
  const content = makeContent(sealing, pack, {
    id,
    kind,
    values,
    place: placeOf(item),
    gridsOf: lodging?.grids,
    address: lodging?.address,
  });
  const known = { confirmedAt: item.confirmedAt ?? at, confirmedBy: source };
  return { ...content, ...known, version: 1, source, madeAt: at, changedAt: at, endedAt: null };
}

async function takeRecords(
  ports: ImportPorts,
  pack: LoadedPack,
  source: { id: string; name: string },
  sent: unknown,
  whyNot: (grids: readonly string[]) => string | null = () => null,
): Promise<ImportAnswer | Refusal> {
  const { now, writes } = ports;
  const items = itemsOf(sent);
  if (isRefusal(items)) return items;
  const refused: ImportAnswer['refused'] = [];
  const read: Read[] = [];
  const taken = new Set<string>();
  for (const [index, item] of items.entries()) {
    const one = readOne(pack, source.id, item);
    if (isRefusal(one)) refused.push({ index, reason: one.reason, ...(one.field && { field: one.field }) });
    else if (taken.has(one.id))
      refused.push({ index, reason: 'this key stood in the batch before', field: 'key' });
    else {
      taken.add(one.id);
      read.push(one);
    }
  }
  const lodgings = await readLodgings(ports, pack, read);
  const at = now();
  const rows: WorldRow[] = [];
  for (const one of read) {
    const row = rowOf(ports, pack, source.name, one, lodgings, at);
    const why = whyNot(row.grids);
    if (why === null) rows.push(row);
    else refused.push({ index: items.indexOf(one.item), reason: why, field: 'lng' });
  }
  const done =
    rows.length === 0
      ? { added: 0, changed: 0, same: 0 }
      : await writes.take(pack.id, rows, {
          at,
          byId: source.id,
          byName: source.name,
          act: 'imported',
          note: null,
          fields: [],
        });
  return { ...done, refused: refused.toSorted((a, b) => a.index - b.index) };
}

const placeOf = ({ lng, lat }: ImportedRecord) =>
  lng === undefined || lat === undefined ? null : { lng, lat };

/** JSON as a list, NDJSON as lines. */
function itemsOf(sent: unknown): unknown[] | Refusal {
  const items = typeof sent === 'string' ? linesOf(sent) : sent;
  if (!Array.isArray(items)) return refuse('invalid', 'record-list', 'body');
  if (items.length > mostImported)
    return refuse('too-large', 'record-too-many', { most: mostImported }, 'body');
  return items;
}

function linesOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => {
      try {
        return JSON.parse(line);
      } catch {
        return null;
      }
    });
}

function readOne(pack: LoadedPack, source: string, item: unknown): Read | Refusal {
  const parsed = importedRecord.safeParse(item);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(
      'invalid',
      issue ? because('not-as-asked', { what: issue.message }) : because('record-none'),
      issue?.path.join('.') || 'item',
    );
  }
  const { data } = parsed;
  const kind = kindOf(data.kind);
  if (!kind) return refuse('unknown', 'record-kind-unknown', 'kind');
  const refs: Record<string, string> = {};
  for (const [id, ref] of Object.entries(data.refs ?? {})) {
    const field = fieldOf(kind, id);
    if (field?.type !== 'record' || !field.of?.includes(ref.kind))
      return refuse('invalid', 'record-wrong-ref', `refs.${id.slice(0, 32)}`);
    refs[id] = importedId(pack.id, source, ref.kind, ref.key);
  }
  const values = checkValues(kind, { ...data.values, ...refs }, (unit) => pack.units.has(unit));
  if (isRefusal(values)) return values;
  return { id: importedId(pack.id, source, kind.id, data.key), kind, values, item: data };
}
