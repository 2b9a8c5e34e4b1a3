import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import { refuse, toldOf, type Refusal } from '#shared/kernel/refusal.ts';
import { questionOf } from '#shared/record/find.ts';
import { kindOf } from '#shared/record/kinds.ts';
import type { RecordKind, Value, Values } from '#shared/record/kind.ts';
import { extraColumn, sheetColumnsOf } from '#shared/record/sheet.ts';
import { readSheetRow, type SheetRow } from '#shared/record/sheet-rows.ts';
import type { recordSheet, SheetAnswer } from '#shared/wire/record-exports.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow, WorldRow } from '../storage/world/world-row.ts';
import type { WorldWrites } from '../storage/world/world-write.ts';
import { mayChange } from './changing.ts';
import { importedId, lodgingIdOf, lodgingOf, makeContent, type Lodging } from './rows.ts';
import type { Sealing } from './sealing.ts';
import { kindIn, type Showing } from './showing.ts';

/** Under this name sheets of a county come in: the same row, whoever brings it, is the same record. */
const source = 'sheet';
/** Records of one name that are looked through for the one that is meant. */
const mostNamed = 50;

export interface SheetPorts {
  sealing: Sealing;
  queries: Pick<WorldQueries, 'read' | 'find' | 'digests'>;
  writes: Pick<WorldWrites, 'take'>;
  showing: Pick<Showing, 'valuesOf'>;
  now: () => number;
}
type Sheet = z.output<typeof recordSheet>;
type Note = (row: number, column: string, value: string, reason: Reason) => void;
interface Row extends SheetRow {
  no: number;
  id: string;
  all: Values;
}

/** Brings rows of a sheet in, or only tries them: every faulty cell is named, what is right goes through. */
export function openSheets(ports: SheetPorts) {
  return (pack: LoadedPack, person: Person, sheet: Sheet) => bringSheet(ports, pack, person, sheet);
}

function readRows(_: SheetPorts, pack: LoadedPack, kind: RecordKind, sheet: Sheet, note: Note): Row[] {
  const units = new Map(
    [...pack.units].flatMap(([id, { name }]) => [
      [id, id] as const,
      ...Object.values(name).map((one) => [one, id] as const),
    ]),
  );
  const seen = new Map<string, number>();
  return sheet.rows.flatMap((cells, i) => {
    const no = sheet.firstRow + i;
    if (cells.every((cell) => cell.trim() === '')) return [];
    const { row, faults } = readSheetRow(kind, sheet.columns, cells, { unitOf: (text) => units.get(text) });
    for (const { column, value, reason } of faults) note(no, column, value, reason);
    if (!row) return [];
    const first = seen.get(row.key);
    if (first !== undefined) {
      note(no, extraColumn('key'), row.key, because('record-key-twice', { row: first }));
      return [];
    }
    seen.set(row.key, no);
    return { ...row, no, id: importedId(pack.id, source, kind.id, row.key), all: row.values };
  });
}

/** Puts ids in place of what cells call other records: by id, by the key of a sheet, by title or address. */
async function nameRefs(
  ports: SheetPorts,
  pack: LoadedPack,
  person: Person,
  rows: Row[],
  note: Note,
): Promise<void> {
  const kept = new Map<string, Promise<string | Reason>>();
  for (const row of rows) {
    const values: Record<string, Value> = { ...row.values };
    for (const { field, text } of row.refs) {
      const asked = `${field.id}\n${text}`;
      const going = kept.get(asked) ?? refOf(ports, pack, person, field.of ?? [], text);
      kept.set(asked, going);
      const found = await going;
      const listed = values[field.id];
      if (typeof found === 'string')
        values[field.id] =
          field.type === 'records' ? [...(Array.isArray(listed) ? listed : []), found] : found;
      else note(row.no, field.id, text.slice(0, 80), found);
    }
    row.all = values;
  }
}

async function refOf(
  { queries, sealing, showing }: Pick<SheetPorts, 'queries' | 'sealing' | 'showing'>,
  pack: LoadedPack,
  person: Person,
  kinds: readonly string[],
  text: string,
): Promise<string | Reason> {
  const ids = kinds.map((kind) => importedId(pack.id, source, kind, text));
  const direct = await queries.read(pack.id, [...ids, ...(/^[0-9a-z]{12}$/u.test(text) ? [text] : [])]);
  const isMeant = (row: FoundRow): boolean =>
    kinds.includes(row.kind) && row.endedAt === null && mayChange(person, kindIn(row), row.grids);
  const byKey = direct.find(isMeant);
  if (byKey) return byKey.id;
  const key = (one: string): number => sealing.keyOf(pack.id, one);
  const ways = (questionOf(text) ?? []).map((one) => one.ways.map((way) => way.map(key)));
  if (ways.length === 0) return because('record-ref-none');
  const found = await queries.find(
    { all: [], ways: [...ways, kinds.map((kind) => [key(`k:${kind}`)])], scope: null },
    mostNamed,
  );
  const rows = await queries.read(
    pack.id,
    found.map(({ id }) => id),
  );
  const bare = (one: unknown): string => String(one).normalize('NFKC').replaceAll(/\s/gu, '');
  const called = rows.filter(
    (row) => isMeant(row) && bare(showing.valuesOf(pack.id, row)[kindIn(row).title]) === bare(text),
  );
  const [only] = called;
  if (called.length > 1) return because('record-ref-many', { count: called.length });
  return only ? only.id : because('record-ref-none');
}

async function contents(
  { queries, now, sealing }: Pick<SheetPorts, 'queries' | 'now' | 'sealing'>,
  pack: LoadedPack,
  person: Person,
  kind: RecordKind,
  rows: readonly Row[],
  bad: ReadonlySet<number>,
  note: Note,
): Promise<WorldRow[]> {
  const good = rows.filter(({ no }) => !bad.has(no));
  const lodgingIds = good.flatMap(({ all }) => lodgingIdOf(kind, all) ?? []);
  const [lodged, before] = await Promise.all([
    queries.read(pack.id, [...new Set(lodgingIds)]),
    queries.read(
      pack.id,
      good.map(({ id }) => id),
    ),
  ]);
  const lodgings = new Map<string, Lodging>(
    lodged.map((row) => [row.id, lodgingOf(row.kind, row.open, row.grids)]),
  );
  const stands = new Map(before.map((row) => [row.id, row]));
  const at = now();
  return good.flatMap((row) => {
    const lodging = lodgings.get(lodgingIdOf(kind, row.all) ?? '');
    const content = makeContent(sealing, pack, {
      id: row.id,
      kind,
      values: row.all,
      place: row.place,
      gridsOf: lodging?.grids,
      address: lodging?.address,
    });
    const old = stands.get(row.id);
    if (content.grids.length === 0 && person.grids.length > 0) {
      note(row.no, extraColumn('lng'), '', because('record-no-place'));
      return [];
    }
    // Neither what lies elsewhere is brought in, nor what stands elsewhere pulled over.
    if (!mayChange(person, kind, content.grids) || (old && !mayChange(person, kind, old.grids))) {
      note(row.no, extraColumn('lng'), '', because('record-outside'));
      return [];
    }
    const known = { confirmedAt: row.confirmedAt ?? at, confirmedBy: person.name };
    return { ...content, ...known, version: 1, source, madeAt: at, changedAt: at, endedAt: null };
  });
}

async function bringSheet(
  ports: SheetPorts,
  pack: LoadedPack,
  person: Person,
  sheet: Sheet,
): Promise<SheetAnswer | Refusal> {
  const { queries, writes, now } = ports;
  const kind = kindOf(sheet.kind);
  if (!kind) return refuse('unknown', 'record-kind-unknown', 'kind');
  const known = new Set(sheetColumnsOf(kind).map(({ field }) => field));
  if (sheet.columns.some((one) => one !== null && !known.has(one)))
    return refuse('invalid', 'record-sheet-column', 'columns');
  const faults: SheetAnswer['faults'] = [];
  const bad = new Set<number>();
  const note: Note = (row, column, value, reason) => {
    bad.add(row);
    faults.push({ row, column, value, ...toldOf(reason) });
  };
  const read = readRows(ports, pack, kind, sheet, note);
  await nameRefs(ports, pack, person, read, note);
  const rows = await contents(ports, pack, person, kind, read, bad, note);
  const before = new Map(
    (
      await queries.digests(
        pack.id,
        rows.map(({ id }) => id),
      )
    ).map((one) => [one.id, one]),
  );
  const isSame = ({ id, digest }: WorldRow): boolean => before.get(id)?.digest.equals(digest) ?? false;
  const fresh = rows.filter((row) => !isSame(row));
  const added = fresh.filter(({ id }) => !before.has(id)).length;
  if (sheet.write && rows.length > 0)
    await writes.take(pack.id, rows, {
      at: now(),
      byId: person.id,
      byName: person.name,
      act: 'imported',
      note: null,
      fields: [],
    });
  return {
    added,
    changed: fresh.length - added,
    same: rows.length - fresh.length,
    refused: bad.size,
    faults: faults.toSorted((a, b) => a.row - b.row),
  };
}
