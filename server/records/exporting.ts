import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { z } from 'zod';
import { hasHandsOf } from '#shared/access/deputy.ts';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { textIn, type Language, type Localized } from '#shared/kernel/localized.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { exportDays, exportState, needsSecond } from '#shared/record/export.ts';
import { kindOf } from '#shared/record/kinds.ts';
import type { RecordField, RecordKind } from '#shared/record/kind.ts';
import { cellOf, csvLine } from '#shared/record/sheet.ts';
import { maySeeRecord, sightOf } from '#shared/record/sight.ts';
import type { newExport, RecordExport } from '#shared/wire/record-exports.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { ExportRow, WorldExports } from '../storage/world/world-export.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import { newRecordId } from './rows.ts';
import type { Showing, Shown } from './showing.ts';

/** Records read, shown and sent at a time; each such page is a line of the trail that names every one of them. */
const page = 1_000;
const mostListed = 200;

export interface ExportPorts {
  exports: WorldExports;
  queries: Pick<WorldQueries, 'counts'>;
  showing: Showing;
  now: () => number;
}

/** Files of records: asked for with a reason, allowed by a second person where anything in them is personal, and told row by row. */
export function openExporting(ports: ExportPorts) {
  return bindTo(ports, { ask, decide, ready, send, list });
}

async function ask(
  ports: ExportPorts,
  pack: LoadedPack,
  person: Person,
  sent: z.output<typeof newExport>,
): Promise<RecordExport | Refusal> {
  const { queries, now, exports } = ports;
  const kind = kindOf(sent.kind);
  if (!kind) return refuse('unknown', 'record-kind-unknown', 'kind');
  const grid = sent.grid ?? null;
  if (grid !== null && !pack.grid.byId.has(grid)) return refuse('unknown', 'record-grid-unknown', 'grid');
  const cells = cellsOf(pack, person, grid);
  const counts = await queries.counts(pack.id, cells?.flatMap((cell) => cell ?? []) ?? null);
  const found = counts.reduce((sum, one) => (one.kind === kind.id ? sum + one.n : sum), 0);
  const chain = grid === null ? person.grids : chainTo(pack.grid, grid).map(({ id }) => id);
  if (found === 0 || !maySeeRecord(person, kind, chain)) return refuse('unknown', 'record-export-none');
  const seen = kind.fields.filter((field) => sightOf(person, field).shown !== 'none').map(({ id }) => id);
  const strange = sent.fields?.find((id) => !seen.includes(id));
  if (strange !== undefined) return refuse('forbidden', 'record-field-hidden', 'fields');
  const fields = sent.fields ?? seen;
  const row: ExportRow = {
    id: newRecordId(),
    askedAt: now(),
    byId: person.id,
    byName: person.name,
    kind: kind.id,
    grid,
    fields,
    purpose: sent.purpose,
    why: sent.why,
    found,
    needsWord: needsSecond(kind, fields),
    granted: null,
    decidedAt: null,
    decidedBy: null,
    decidedName: null,
    decidedWhy: null,
    fetched: 0,
  };
  await exports.ask(pack.id, row);
  return told(ports, pack, person, row);
}

function told(ports: ExportPorts, pack: LoadedPack, person: Person, row: ExportRow): RecordExport {
  const { now } = ports;
  const { needsWord, granted, decidedAt, decidedBy: _, decidedName, decidedWhy, byId, byName, ...rest } = row;
  return {
    ...rest,
    fields: [...row.fields],
    place: row.grid === null ? [] : chainTo(pack.grid, row.grid).map(({ name }) => name),
    by: { id: byId, name: byName },
    state: exportState(row, now()),
    needsSecond: needsWord,
    decided:
      granted === null || decidedAt === null
        ? null
        : { at: decidedAt, by: decidedName ?? '', granted, why: decidedWhy },
    mayDecide: whyNotDecide(ports, pack, person, row) === null,
    isOwn: byId === person.id,
  };
}

function whyNotDecide(
  { now }: Pick<ExportPorts, 'now'>,
  pack: LoadedPack,
  person: Person,
  row: ExportRow,
): Refusal | null {
  if (!may(person, 'allow-exports')) return refuse('forbidden', 'not-for-role', { role: person.role });
  if (hasHandsOf(person, row.byId)) return refuse('forbidden', 'record-export-own');
  const chain = row.grid === null ? [] : chainTo(pack.grid, row.grid).map(({ id }) => id);
  const isWithin = person.grids.length === 0 || chain.some((id) => person.grids.includes(id));
  if (!isWithin) return refuse('forbidden', 'record-export-other-area');
  return row.needsWord && exportState(row, now()) === 'waits'
    ? null
    : refuse('conflict', 'record-export-decided');
}

async function decide(
  ports: ExportPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  { granted, why }: { granted: boolean; why?: string | undefined },
): Promise<RecordExport | Refusal> {
  const { exports, now } = ports;
  const row = await exports.of(pack.id, id);
  if (!row) return refuse('unknown', 'record-export-unknown', 'id');
  const whyNot = whyNotDecide(ports, pack, person, row);
  if (whyNot) return whyNot;
  const word = { granted, at: now(), by: person.id, name: person.name, why: why || null };
  if (!(await exports.decide(pack.id, id, word))) return refuse('conflict', 'record-export-decided');
  const after = await exports.of(pack.id, id);
  return after ? told(ports, pack, person, after) : refuse('unknown', 'record-export-unknown', 'id');
}

/** The file that may be fetched now. */
async function ready(
  { exports, now }: Pick<ExportPorts, 'exports' | 'now'>,
  pack: LoadedPack,
  person: Person,
  id: string,
): Promise<ExportRow | Refusal> {
  const row = await exports.of(pack.id, id);
  if (!row || row.byId !== person.id) return refuse('unknown', 'record-export-unknown', 'id');
  const state = exportState(row, now());
  if (state === 'waits') return refuse('not-now', 'record-export-waits');
  if (state === 'refused')
    return refuse('forbidden', 'record-export-refused', { why: row.decidedWhy ?? '—' });
  return state === 'over' ? refuse('not-now', 'record-export-over', { days: exportDays }) : row;
}

/**
 * Sends the file as CSV. What the asker may not see any more is left out, fields are masked by the asker's role of now, and a page
 * goes out only after the trail has its line.
 */
async function send(
  ports: ExportPorts,
  pack: LoadedPack,
  person: Person,
  row: ExportRow,
  language: Language,
  out: Writable,
): Promise<number> {
  const { exports, showing } = ports;
  const kind = kindOf(row.kind);
  const fields = kind?.fields.filter(({ id }) => row.fields.includes(id)) ?? [];
  if (!kind) return 0;
  let sent = 0;
  // Without the mark Excel takes UTF-8 for the code page of the machine.
  out.write(
    `\ufeff${csvLine([...fields.map(({ name }) => textIn(name, language)), ...tail.map((one) => textIn(one, language))])}`,
  );
  const look = { act: 'exported', purpose: row.purpose, why: row.why } as const;
  for (const cell of await filledCells(ports, pack, person, kind.id, row.grid))
    for (let after = ''; ;) {
      const rows = await exports.page(pack.id, kind.id, cell, after, page);
      if (rows.length === 0) break;
      after = rows.at(-1)?.id ?? '';
      const { shown } = await showing.show(pack, person, look, rows);
      if (out.destroyed) return sent;
      out.write(shown.map((one) => lineOf(pack, kind, fields, one, language)).join(''));
      sent += shown.length;
      if (out.writableNeedDrain) await Promise.race([once(out, 'drain'), once(out, 'close')]);
      if (rows.length < page) break;
    }
  await exports.fetched(pack.id, row.id, sent);
  out.end();
  return sent;
}

/** Of the cells that may hold records those that hold some of the kind: a county has a thousand, and most of a kind lie in few. */
async function filledCells(
  { queries }: Pick<ExportPorts, 'queries'>,
  pack: LoadedPack,
  person: Person,
  kind: string,
  grid: string | null,
): Promise<(string | null)[]> {
  const cells = cellsOf(pack, person, grid);
  const counts = await queries.counts(pack.id, cells?.flatMap((cell) => cell ?? []) ?? null);
  return counts.filter((one) => one.kind === kind).map((one) => (one.grid === '' ? null : one.grid));
}

async function list(
  ports: ExportPorts,
  pack: LoadedPack,
  person: Person,
): Promise<{ exports: RecordExport[] }> {
  const { exports } = ports;
  const all = may(person, 'allow-exports') ? null : person.id;
  const rows = await exports.list(pack.id, all, mostListed);
  return { exports: rows.map((row) => told(ports, pack, person, row)) };
}

const tail: readonly Localized[] = [
  { zh: '所在网格', en: 'Grid' },
  { zh: '经度', en: 'Longitude' },
  { zh: '纬度', en: 'Latitude' },
  { zh: '上次确认', en: 'Last confirmed' },
  { zh: '档案编号', en: 'Record' },
];

function lineOf(
  pack: LoadedPack,
  { fields: all }: RecordKind,
  fields: readonly RecordField[],
  { row, facts }: Shown,
  language: Language,
): string {
  const factOf = new Map(facts.map((fact, at) => [all[at]?.id ?? fact.field, fact]));
  const cells = fields.map((field) => {
    const fact = factOf.get(field.id);
    const titleOf = (id: string): string =>
      field.type === 'records'
        ? (fact?.records?.find((one) => one.id === id)?.title ?? id)
        : field.type === 'unit'
          ? (textIn(pack.units.get(id)?.name, language) ?? id)
          : (fact?.record?.title ?? id);
    return cellOf(field, fact?.value ?? null, language, titleOf);
  });
  const grids = row.grids.map((id) => pack.grid.byId.get(id)?.name ?? id).join(' › ');
  const day = row.confirmedAt === null ? '' : new Date(row.confirmedAt).toISOString().slice(0, 10);
  return csvLine([...cells, grids, String(row.place?.lng ?? ''), String(row.place?.lat ?? ''), day, row.id]);
}

const narrow = (pack: LoadedPack): string[] => narrowCells(pack.grid).map(({ id }) => id);

/** The narrow grids in which the asker's records of a grid lie; null: everywhere, in no grid too. */
function cellsOf(pack: LoadedPack, person: Person, grid: string | null): (string | null)[] | null {
  if (grid === null && person.grids.length === 0) return null;
  return narrow(pack).filter((cell) => {
    const chain = chainTo(pack.grid, cell).map(({ id }) => id);
    const isMine = person.grids.length === 0 || chain.some((id) => person.grids.includes(id));
    return isMine && (grid === null || chain.includes(grid));
  });
}
