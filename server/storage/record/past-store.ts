import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { PoolClient } from 'pg';
import type { Watch } from '#shared/watch/watch.ts';
import { isOver, type WarningState } from '#shared/warning/warning.ts';
import type { Database } from '../database.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { Head, IncidentRecord } from './record-store.ts';
import { incidentColumnNames, mayBook, sumDays } from './record-write.ts';
import { inTransaction } from '../transaction.ts';

/** A whole past at once, for a ledger that is still empty: two COPY streams in one transaction. */
export interface WholePast {
  entries: Iterable<LedgerRow>;
  incidents: Iterable<IncidentRecord>;
  /** Asked for when all entries have been read; nothing where nobody said a word of the watch. */
  watch(): Watch | undefined;
  warnings(): readonly WarningState[];
  head(): Head;
}

/** False, with nothing written, when the ledger is not empty any more. */
export async function copyPast(database: Database, jurisdiction: string, past: WholePast): Promise<boolean> {
  const isCopied = await inTransaction(database.pool, async (client) => {
    const empty = await client.query('SELECT 1 FROM jurisdiction WHERE id = $1 AND seq = 0 FOR UPDATE', [
      jurisdiction,
    ]);
    if (empty.rowCount === 1) {
      await copy(
        client,
        'ledger (jurisdiction, seq, at, subject, version, body, hash)',
        ledgerLines(jurisdiction, past.entries),
      );
      await copy(
        client,
        `incident (${incidentColumnNames.join(', ')})`,
        incidentLines(jurisdiction, past.incidents),
      );
      await client.query(bookAll, [jurisdiction]);
      await client.query(sumDays('score WHERE jurisdiction = $1'), [jurisdiction]);
      const watch = past.watch();
      if (watch && watch.version > 0)
        await client.query('INSERT INTO watch (jurisdiction, version, state) VALUES ($1, $2, $3)', [
          jurisdiction,
          watch.version,
          JSON.stringify(watch),
        ]);
      await client.query(putWarnings, [
        jurisdiction,
        JSON.stringify(past.warnings().map((state) => ({ state, released: isOver(state) }))),
      ]);
      const { seq, hash, at, day, serial } = past.head();
      const values = [jurisdiction, seq, hash, at, day, serial];
      await client.query(
        'UPDATE jurisdiction SET seq = $2, hash = $3, at = $4, day = $5, serial = $6 WHERE id = $1',
        values,
      );
      await client.query("SELECT pg_notify('ledger', $1)", [`${jurisdiction} ${seq}`]);
    }
    return empty.rowCount === 1;
  });
  // Plans made without a count of so many new rows would read whole tables.
  if (isCopied) await database.pool.query('ANALYZE ledger, incident, score, score_day');
  return isCopied;
}

const putWarnings = `INSERT INTO warning (jurisdiction, id, version, state, released)
  SELECT $1, w.state ->> 'id', (w.state ->> 'version')::int, w.state, w.released
  FROM jsonb_to_recordset($2::jsonb) AS w (state jsonb, released boolean)`;

const bookAll = `INSERT INTO score (jurisdiction, at, seq, incident, unit, points, reason)
  SELECT l.jurisdiction, l.at, l.seq, l.subject, b.* FROM ledger l, booked_points(l.body) b
  WHERE l.jurisdiction = $1 AND ${mayBook('l.body')} ORDER BY l.seq`;

async function copy(client: PoolClient, target: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(inChunks(lines)), client.query(copyFrom(`COPY ${target} FROM STDIN`)));
}

/**
 * Lines joined to some 64 kB: a chunk for each line would cost more than its bytes. What comes from other places gets its turn
 * after each: lines may take long to make.
 */
async function* inChunks(lines: Iterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = '';
    await turn();
  }
  if (chunk) yield chunk;
}

function* ledgerLines(jurisdiction: string, entries: Iterable<LedgerRow>): Generator<string> {
  for (const { seq, at, subject, version, body, hash } of entries) {
    yield `${jurisdiction}\t${seq}\t${at}\t${subject}\t${version}\t${escaped(body)}\t${hash}\n`;
  }
}

function* incidentLines(jurisdiction: string, incidents: Iterable<IncidentRecord>): Generator<string> {
  for (const { incident, columns } of incidents) {
    const row: Record<string, unknown> = {
      ...columns,
      jurisdiction,
      id: incident.id,
      version: incident.version,
      state: JSON.stringify(incident),
    };
    yield `${incidentColumnNames.map((name) => field(row[name])).join('\t')}\n`;
  }
}

/** A value in COPY's text format. */
function field(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (Array.isArray(value)) return escaped(`{${value.map((item) => JSON.stringify(item)).join(',')}}`);
  return typeof value === 'string' ? escaped(value) : String(value);
}

const special: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escaped = (text: string): string => text.replace(/[\\\t\n\r]/g, (char) => special[char] ?? char);
