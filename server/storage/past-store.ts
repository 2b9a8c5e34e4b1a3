import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from './database.ts';
import {
  incidentColumnNames,
  incidentRow,
  type Head,
  type IncidentRecord,
  type LedgerRow,
} from './record-store.ts';

/**
 * Writes a whole past into the empty ledger of a jurisdiction in one transaction, by COPY. `head` and `incidents` are asked
 * for after the last entry. Throws when the ledger is not empty.
 */
export async function copyPast(
  { pool }: Database,
  jurisdiction: string,
  past: {
    entries: Iterable<LedgerRow>;
    incidents: () => Iterable<IncidentRecord>;
    head: () => Head;
  },
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ seq: number }>(
      'SELECT seq FROM jurisdiction WHERE id = $1 FOR UPDATE',
      [jurisdiction],
    );
    if (rows[0]?.seq !== 0) throw new Error(`the ledger of ${jurisdiction} is not empty or not known`);
    await copyIn(
      client,
      `COPY ledger (${ledgerColumns.join(', ')}) FROM STDIN`,
      ledgerLines(jurisdiction, past.entries),
    );
    await copyIn(
      client,
      `COPY incident (${incidentColumnNames.join(', ')}) FROM STDIN`,
      incidentLines(jurisdiction, past.incidents()),
    );
    const { seq, hash, at, day, serial } = past.head();
    await client.query(
      'UPDATE jurisdiction SET seq = $2, hash = $3, at = $4, day = $5, serial = $6 WHERE id = $1',
      [jurisdiction, seq, hash, at, day, serial],
    );
    await client.query(`SELECT pg_notify('ledger', $1)`, [`${jurisdiction} ${seq}`]);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
  // Plans made without statistics of so many new rows read whole tables.
  await pool.query('ANALYZE ledger, incident');
}

const ledgerColumns = ['jurisdiction', 'seq', 'at', 'subject', 'version', 'body', 'hash'];

function* ledgerLines(jurisdiction: string, entries: Iterable<LedgerRow>): Generator<string> {
  for (const { seq, at, subject, version, body, hash } of entries)
    yield `${[jurisdiction, seq, at, subject, version, body, hash].map(cell).join('\t')}\n`;
}

function* incidentLines(jurisdiction: string, records: Iterable<IncidentRecord>): Generator<string> {
  for (const record of records) {
    const row = incidentRow(jurisdiction, record);
    yield `${incidentColumnNames.map((name) => cell(row[name])).join('\t')}\n`;
  }
}

/** A value as COPY's text format has it. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (Array.isArray(value)) return escape(`{${value.map((item) => JSON.stringify(item)).join(',')}}`);
  return escape(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const marks: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escape = (text: string): string =>
  /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (mark) => marks[mark] ?? mark) : text;

/** Sends lines in pieces of some 64 kB. */
async function copyIn(client: PoolClient, text: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(pieces(lines)), client.query(copyFrom(text)));
}

function* pieces(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
