import type { Person } from '#shared/access/person.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { must } from '#shared/kernel/must.ts';
import { fieldOf, kindOf } from '#shared/record/kinds.ts';
import type { RecordField, RecordKind, Value, Values } from '#shared/record/kind.ts';
import type { Purpose, ReadAct } from '#shared/record/purpose.ts';
import { maskOf, maySeeRecord, sightOf } from '#shared/record/sight.ts';
import type { Fact, RecordBrief } from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import type { WorldTrail } from '../storage/world/world-trail.ts';
import { sealedName } from './rows.ts';
import type { Sealing } from './sealing.ts';

/** What somebody looks for, and why. Without a purpose nothing personal is shown. */
export interface Look {
  act: ReadAct;
  purpose: Purpose | undefined;
  why?: string;
}
/** A record as its looker sees it. */
export interface Shown {
  row: FoundRow;
  kind: RecordKind;
  title: string | null;
  facts: Fact[];
}
export type Showing = ReturnType<typeof openShowing>;

interface ShowPorts {
  sealing: Sealing;
  queries: Pick<WorldQueries, 'read'>;
  trail: Pick<WorldTrail, 'note'>;
  now: () => number;
}
/**
 * The one way from what is stored to what is shown. Nothing else opens what is sealed, and it answers only when the line that
 * tells of the look is on the disk.
 */
export function openShowing(ports: ShowPorts) {
  return bindTo(ports, { show, valuesOf });
}

/** `only`: these fields, unmasked for a reason that the caller has asked for. */
async function show(
  ports: ShowPorts,
  pack: LoadedPack,
  person: Person,
  look: Look,
  rows: readonly FoundRow[],
  only?: readonly string[],
): Promise<{ shown: Shown[]; withheld: number }> {
  const { trail, now } = ports;
  const seen = rows.filter((row) => maySeeRecord(person, kindIn(row), row.grids));
  const open = seen.filter((row) => look.purpose !== undefined || kindIn(row).about !== 'person');
  const named = await readNamed(ports, pack, person, look, open);
  const line = { fields: new Set<string>(), records: new Set<string>() };
  const shown = open.map((row) => showOne(ports, pack, person, look, row, named, line, only));
  if (line.records.size > 0)
    await trail.note(pack.id, {
      at: now(),
      byId: person.id,
      byName: person.name,
      role: person.role,
      unit: person.unit ?? null,
      act: look.act,
      purpose: must(look.purpose, 'purpose'),
      why: look.why ?? null,
      fields: [...line.fields],
      records: [...line.records],
    });
  return { shown, withheld: seen.length - open.length };
}

/** The records that these name, as far as they are the looker's to see. */
async function readNamed(
  { queries }: Pick<ShowPorts, 'queries'>,
  pack: LoadedPack,
  person: Person,
  look: Look,
  rows: readonly FoundRow[],
) {
  const ids = new Set(rows.flatMap((row) => refsOf(row)));
  const found = await queries.read(pack.id, [...ids]);
  const isOpen = (row: FoundRow): boolean =>
    maySeeRecord(person, kindIn(row), row.grids) &&
    (kindIn(row).about !== 'person' || look.purpose !== undefined);
  return new Map(found.map((row) => [row.id, { row, isOpen: isOpen(row) }]));
}

function showOne(
  ports: ShowPorts,
  pack: LoadedPack,
  person: Person,
  look: Look,
  row: FoundRow,
  named: ReadonlyMap<string, { row: FoundRow; isOpen: boolean }>,
  line: { fields: Set<string>; records: Set<string> },
  only?: readonly string[],
): Shown {
  const kind = kindIn(row);
  const values = look.purpose === undefined ? row.open : valuesOf(ports, pack.id, row);
  if (kind.about === 'person') line.records.add(row.id);
  const note = (id: string, field: string): void => {
    line.records.add(id);
    line.fields.add(field);
  };
  const factOf = (field: RecordField): Fact => {
    const value = values[field.id];
    const sight = sightOf(person, field);
    const hidden = field.personal !== undefined && look.purpose === undefined;
    if (hidden || sight.shown === 'none')
      return { field: field.id, value: null, shown: 'none', mayAsk: false };
    const isFull = sight.shown === 'full' || (sight.mayAsk && only !== undefined);
    if (field.personal !== undefined && value !== undefined) note(row.id, field.id);
    const shown = value === undefined ? null : isFull ? value : maskOf(field, value);
    return {
      field: field.id,
      value: wireOf(shown),
      shown: isFull ? 'full' : 'masked',
      mayAsk: sight.mayAsk && !isFull && value !== undefined,
      ...(field.type === 'record' && typeof value === 'string' && { record: namedAs(value) }),
      ...(field.type === 'records' && Array.isArray(value) && { records: value.map(namedAs) }),
    };
  };
  const namedAs = (id: string): NonNullable<Fact['record']> => {
    const other = named.get(id);
    if (!other) return { id, kind: 'gone', title: null };
    const kindThere = kindIn(other.row);
    if (!other.isOpen) return { id, kind: kindThere.id, title: null };
    const title = must(fieldOf(kindThere, kindThere.title), kindThere.title);
    if (title.personal !== undefined) note(id, title.id);
    const there = title.personal === undefined ? other.row.open : valuesOf(ports, pack.id, other.row);
    return { id, kind: kindThere.id, title: titleOf(person, kindThere, there) };
  };
  const fields = only === undefined ? kind.fields : kind.fields.filter(({ id }) => only.includes(id));
  return { row, kind, title: titleOf(person, kind, values), facts: fields.map(factOf) };
}

function valuesOf({ sealing }: Pick<ShowPorts, 'sealing'>, jurisdiction: string, row: FoundRow): Values {
  return {
    ...row.open,
    ...sealing.open(sealedName(jurisdiction, row.id), row.sealed),
  };
}

export const kindIn = (row: Pick<FoundRow, 'kind'>): RecordKind => must(kindOf(row.kind), `kind ${row.kind}`);

const refsOf = (row: FoundRow): string[] =>
  kindIn(row).fields.flatMap((field) => {
    const value = row.open[field.id];
    if (field.type === 'records' && Array.isArray(value)) return value;
    return field.type === 'record' && typeof value === 'string' ? [value] : [];
  });

const wireOf = (value: Value | null): Fact['value'] =>
  typeof value === 'object' && value !== null ? [...value] : value;

function titleOf(person: Person, kind: RecordKind, values: Values): string | null {
  const field = must(fieldOf(kind, kind.title), kind.title);
  const { shown } = sightOf(person, field);
  const value = values[field.id];
  if (value === undefined || shown === 'none') return null;
  return String(shown === 'full' ? value : maskOf(field, value));
}

/** A record in a list. */
export function briefOf(pack: LoadedPack, { row, kind, title, facts }: Shown): RecordBrief {
  return {
    id: row.id,
    kind: kind.id,
    title,
    place: row.place,
    confirmedAt: row.confirmedAt,
    beside: kind.beside.map((id) =>
      must(
        facts.find(({ field }) => field === id),
        id,
      ),
    ),
    grids: row.grids.map((id) => pack.grid.byId.get(id)?.name ?? id),
  };
}
