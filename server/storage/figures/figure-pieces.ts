import { createHash } from 'node:crypto';
import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { Window } from '#shared/indicator/window.ts';
import { must } from '#shared/kernel/must.ts';
import type { Tables } from '../tables.ts';
import type { Cover } from './figure-cover.ts';
import { sumsOf, together, type Found, type PieceRow } from './figure-merge.ts';
import { daysOfRest, runsOf } from './figure-runs.ts';
import type { Condition, Grouping, Part, Sum } from './figure-part.ts';
import type { Days, Holding } from './held-sums.ts';

/** What a window is added up of: runs of totals, and rows of matters for the rest. */
export interface Pieces {
  cover: Cover;
  by: readonly Grouping[];
  wanted: Condition | undefined;
  table: string;
  /** Column of the totals that is grouped by as well. */
  own: 'name' | null;
  /** What is added up of the totals. */
  added: readonly string[];
  rows: readonly PieceOfRows[];
}
/** What one event adds in one rest of a window. */
export interface PieceOfRows {
  rest: Window;
  at: string;
  joined: string;
  /** What stands for the totals' own column. */
  name?: string;
  /** Sums, and how each is made. */
  columns: readonly [name: string, sum: string][];
}

interface Piece {
  /** Tells it from every other piece of the same question. */
  words: string;
  names: readonly string[];
  /** The days that alone it depends on; null: it is read every time. */
  days: Days | null;
  /** The totals it is made of, one by one. */
  each: readonly { at: number; days: Days }[];
  /** With its number in the column `piece`; of a run by month or day also in `slot`. */
  select(number: number, run?: Days): RawBuilder<unknown>;
}

/**
 * Each piece is added up by itself, of its own columns alone, and comes with its number; they are put together here. One sum over
 * all pieces would carry every column through every row of each. Pieces that were read before and hold are not read again; of a run
 * that no longer holds, only the months and days that were touched.
 */
export async function readPieces(trx: Transaction<Tables>, part: Part, asked: Pieces): Promise<Sum[]> {
  const kept = asked.by.map(({ name }) => name);
  const prefix = part.holding ? prefixOf(trx, part, asked) : '';
  const found: Found[] = [];
  const selects: RawBuilder<unknown>[] = [];
  const reading: ((rows: readonly PieceRow[]) => void)[] = [];
  const read = (
    select: (number: number) => RawBuilder<unknown>,
    heard: (rows: readonly PieceRow[]) => void,
  ) => {
    selects.push(select(selects.length));
    reading.push(heard);
  };
  const atEnd: (() => void)[] = [];
  for (const piece of [...piecesOfTotals(part, asked), ...piecesOfRows(part, asked)]) {
    const { names, days } = piece;
    const words = `${prefix}${piece.words}`;
    const held = days === null ? undefined : part.holding?.held(words, days);
    const take = (rows: readonly object[]): void => {
      if (days !== null) part.holding?.keep(words, days, rows);
      found.push({ names, rows });
    };
    if (held?.isSound) found.push({ names, rows: held.rows });
    else if (held && part.holding && piece.each.length > 1) {
      const parts = readEach(part.holding, `${prefix}${piece.words.slice(0, 1)}`, piece, read);
      atEnd.push(() => take([...together(parts, kept, names).values()]));
    } else read((number) => piece.select(number), take);
  }
  if (selects.length > 0) {
    const columns = sql.raw([...kept, 'piece', 'slot', 'sums'].join(', '));
    const { rows } = await sql<PieceRow>`
      select * from (${sql.join(selects, sql` union all `)}) as pieces (${columns})`.execute(trx);
    const own = selects.map((): PieceRow[] => []);
    for (const row of rows) own[row.piece]?.push(row);
    reading.forEach((heard, number) => heard(own[number] ?? []));
  }
  for (const end of atEnd) end();
  const rows = [...together(found, kept, asked.added).values()];
  return rows.flatMap((row) => sumsOf(row, asked.added));
}

type Read = (
  select: (number: number) => RawBuilder<unknown>,
  heard: (rows: readonly PieceRow[]) => void,
) => void;

/** The months or days of a run: those that hold at once, the others once they are read, in as few runs as they make. */
function readEach(holding: Holding, prefix: string, { each, names, select }: Piece, read: Read): Found[] {
  const found: Found[] = [];
  const missing: { at: number; days: Days }[] = [];
  for (const one of each) {
    const held = holding.held(`${prefix}@${one.at}`, one.days);
    if (held?.isSound) found.push({ names, rows: held.rows });
    else missing.push(one);
  }
  const runs: { at: number; days: Days }[][] = [];
  for (const one of missing) {
    const last = runs.at(-1);
    if (last?.at(-1)?.at === one.at - 1) last.push(one);
    else runs.push([one]);
  }
  for (const run of runs) {
    const [first, end] = [must(run[0], 'a run').at, must(run.at(-1), 'a run').at + 1];
    read(
      (number) => select(number, [first, end]),
      (rows) => {
        for (const { at, days } of run) {
          const own = rows.filter(({ slot }) => slot === at);
          holding.keep(`${prefix}@${at}`, days, own);
          found.push({ names, rows: own });
        }
      },
    );
  }
  return found;
}

/** Everything that is asked for but the piece. */
function prefixOf(trx: Transaction<Tables>, part: Part, asked: Pieces): string {
  const { by, own, table, added, wanted } = asked;
  const conditions = [part.where, wanted ?? sql`true`].map((one) => {
    const { sql: text, parameters } = one.compile(trx);
    return [text, parameters];
  });
  const grouped = by.map(({ name, total, row }) => [name, total, row('at')]);
  const words = JSON.stringify([part.totals, part.time, grouped, own, table, added, conditions]);
  return createHash('sha256').update(words).digest('base64');
}

function piecesOfTotals(part: Part, asked: Pieces): Piece[] {
  const { by, own, added, table, wanted = sql<SqlBool>`true` } = asked;
  const { totals, jurisdiction } = part;
  if (!totals) return [];
  const keys = by.map(({ total }) => total);
  const sums = added.map((name) => `sum(${name})`);
  const of = totals.keys === null ? sql`` : sql`and key = any(${[...totals.keys]}::text[])`;
  return runsOf(part, asked.cover).map(({ span, run, days, each }) => ({
    words: `${span}:${run.join('-')}`,
    names: added,
    days,
    each: own ? [] : each,
    select: (number, within) => {
      const [first, end] = within ?? run;
      const rows = sql`${sql.raw(table)} where jurisdiction = ${jurisdiction} and dim = ${totals.dim}
        and span = ${span} and at >= ${first}::int and at < ${end}::int ${of} and ${wanted}`;
      return addedUp({ keys, number, slot: within ? 'at' : null, sums, name: own }, rows);
    },
  }));
}

function piecesOfRows(part: Part, asked: Pieces): Piece[] {
  const { wanted = sql<SqlBool>`true` } = asked;
  return asked.rows.map(({ rest, at, joined, name = null, columns }) => {
    const instant = sql.raw(`m.${at}`);
    const keys = asked.by.map(({ row }) => row(`m.${at}`));
    const sums = columns.map(([, sum]) => sum);
    const rows = sql`figure_matter as m ${sql.raw(joined)} where m.jurisdiction = ${part.jurisdiction}
      and ${instant} >= ${rest.from}::int8 and ${instant} < ${rest.to}::int8 and ${part.where} and ${wanted}`;
    return {
      words: `${at}:${rest.from}-${rest.to}`,
      names: columns.map(([one]) => one),
      days: daysOfRest(part, rest),
      each: [],
      select: (number) => addedUp({ keys, number, slot: null, sums, name }, rows),
    };
  });
}

interface AddingUp {
  keys: readonly string[];
  number: number;
  slot: string | null;
  sums: readonly string[];
  /** Of parts: their names, which are counted by themselves. */
  name: string | null;
}

/** Rows by key with their sums as one value each: a row for every name would cost more to bring than to count. */
function addedUp(
  { keys, number, slot, sums, name }: AddingUp,
  rows: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const places = (n: number): string => Array.from({ length: n }, (_, place) => place + 1).join(', ');
  const grouped = (n: number, more = ''): RawBuilder<unknown> =>
    n === 0 ? sql`` : sql.raw(` group by ${places(n)}${more}`);
  const head = [...keys, String(number), slot ?? '0'];
  if (name === null) {
    const made = sums.map((sum) => `coalesce(${sum}, 0)::float8`);
    const columns = sql.raw([...head, `json_build_array(${made.join(', ')})`].join(', '));
    return sql`(select ${columns} from ${rows}${grouped(keys.length, slot === null ? '' : `, ${slot}`)})`;
  }
  const kept = keys.map((_, place) => `k${place}`);
  const inner = sql.raw(
    [...keys.map((key, place) => `${key} as k${place}`), `${name} as name`, `${sums.join()} as n`].join(', '),
  );
  const outer = sql.raw([...kept, String(number), '0', 'json_object_agg(name, n::float8)'].join(', '));
  return sql`(select ${outer} from (select ${inner} from ${rows}${grouped(keys.length + 1)}) as named${grouped(keys.length)})`;
}
