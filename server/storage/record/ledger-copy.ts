import pg from 'pg';
import type { Database } from '../database.ts';
import type { LedgerRow } from './ledger-row.ts';
import { readTwins, type Twin } from './ledger-twins.ts';
import { readVolumes, type VolumeRow } from './volume-store.ts';
import { snapshot } from '../transaction.ts';

/** A whole ledger as it was at one instant, for checking its chain. */
export interface LedgerSnapshot {
  /** What the jurisdiction's row says. */
  head: { seq: number; hash: string } | null;
  /** Lowest and highest `seq` after the last volume's; null when there is nothing. */
  span: { first: number | null; last: number | null };
  /** The first anchor whose entry is gone or has another hash. */
  lostAnchor: { seq: number; hash: string } | null;
  /** The lowest `seq` after the head's. */
  beyond: number | null;
  /** The first entry that stands there a second time. */
  twin: Twin | null;
  /**
   * Hands over the entries after `since` up to the head, in order, some at a time as they come off the line, until there are no more or
   * `taken` has had enough and answers false.
   */
  pour(since: number, taken: (chunk: LedgerChunk) => boolean): Promise<void>;
  /** Volumes whose entries left the database, the oldest first. */
  volumes: VolumeRow[];
  /** Entries of volumes that stayed rows. */
  stayed: LedgerRow[];
  /** Anchors of entries of volumes. */
  anchored: { seq: number; hash: string }[];
}
/**
 * Each piece is the text of `chain.ts` from the line feed after the hash before to the end of the body, and then the entry's
 * own hash: so what is hashed of the next one lies in one stretch, the hash before included.
 */
export interface LedgerChunk {
  /** Bytes of each piece, 4-byte big-endian numbers. */
  lengths: Buffer;
  /** The pieces without a gap between them. Both are gone when the next chunk comes. */
  pieces: Buffer;
}

/**
 * Entries in a chunk: few enough that PostgreSQL makes one while the last is looked at and that nobody else in this process
 * waits long, many enough that its frame costs nothing.
 */
const chunkEntries = 100;

/** Hands `work` one snapshot of a ledger. */
export async function inLedgerSnapshot<T>(
  { pool }: Database,
  jurisdiction: string,
  work: (snapshot: LedgerSnapshot) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const first = async <R extends object>(text: string, ...more: unknown[]): Promise<R | null> =>
    (await client.query<R>(text, [jurisdiction, ...more])).rows[0] ?? null;
  try {
    await client.query(snapshot);
    const head = await first<{ seq: number; hash: string }>(
      'SELECT seq, hash FROM jurisdiction WHERE id = $1',
    );
    const volumes = (await readVolumes({ pool: client }, jurisdiction)).filter(({ bound }) => bound);
    const end = volumes.at(-1)?.last ?? 0;
    const span = await first<{ first: number | null; last: number | null }>(
      `SELECT min(seq) AS first, max(seq) AS last FROM ledger WHERE jurisdiction = $1 AND ($2 = 0 OR seq > $2)`,
      end,
    );
    const stayed = end === 0 ? [] : await readStayed(client, jurisdiction, end);
    const anchored = await client.query<{ seq: number; hash: string }>(
      'SELECT seq, hash FROM anchor WHERE jurisdiction = $1 AND seq <= $2',
      [jurisdiction, end],
    );
    const lostAnchor = await first<{ seq: number; hash: string }>(
      `SELECT a.seq, a.hash FROM anchor a LEFT JOIN ledger l USING (jurisdiction, seq)
       WHERE a.jurisdiction = $1 AND a.seq > $2 AND l.hash IS DISTINCT FROM a.hash ORDER BY a.seq LIMIT 1`,
      end,
    );
    const beyond = await first<{ seq: number | null }>(
      'SELECT min(seq) AS seq FROM ledger WHERE jurisdiction = $1 AND seq > $2',
      head?.seq ?? 0,
    );
    const [twin = null] = await readTwins(client, jurisdiction, 1);
    let isWhole = true;
    const made = await work({
      head,
      volumes,
      stayed,
      anchored: anchored.rows,
      lostAnchor,
      twin,
      beyond: beyond?.seq ?? null,
      span: span ?? { first: null, last: null },
      async pour(since, taken) {
        isWhole = await copyRows(client, copyText(jurisdiction, since, head?.seq ?? 0), (row) => {
          const chunk = chunkOf(row);
          return chunk === null || taken(chunk);
        });
      },
    });
    // A copy that nobody wants to the end is cut off with its line.
    if (isWhole) await client.query('COMMIT');
    client.release(!isWhole);
    return made;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

async function readStayed(client: pg.PoolClient, jurisdiction: string, end: number): Promise<LedgerRow[]> {
  const { rows } = await client.query<LedgerRow>(
    `SELECT seq, at, subject, version, body, hash FROM ledger WHERE jurisdiction = $1 AND seq <= $2 ORDER BY seq`,
    [jurisdiction, end],
  );
  return rows;
}

/** One row of the COPY is one chunk: its lengths and its pieces. `||` takes PostgreSQL two thirds of the time of `concat_ws`. */
const copyText = (jurisdiction: string, since: number, last: number): string => `
  COPY (
    SELECT chunk.lengths, chunk.pieces
    FROM generate_series(${since}, ${Math.max(last - 1, since)}, ${chunkEntries}) AS after
    CROSS JOIN LATERAL (
      SELECT string_agg(int4send(octet_length(piece)), '') AS lengths, string_agg(piece, '') AS pieces
      FROM (
        SELECT ${pg.escapeLiteral(`\n${jurisdiction}\n`)} || seq || E'\\n' || at || E'\\n' || subject || E'\\n' || version
          || E'\\n' || body || hash AS piece
        FROM ledger
        WHERE jurisdiction = ${pg.escapeLiteral(jurisdiction)}
          AND seq > after AND seq <= least(after + ${chunkEntries}, ${last})
        ORDER BY seq
      ) entries
    ) chunk
    WHERE chunk.lengths IS NOT NULL
  ) TO STDOUT (FORMAT binary)`;

/** Signature, flags and length of the extension, which is empty; they stand before the first row, on the same message. */
const copyHeader = 19;
const signature = 'PGCOPY\n'.charCodeAt(0);

/** The chunk in a row of PostgreSQL's binary COPY of two columns; null for the trailer. */
function chunkOf(row: Buffer): LedgerChunk | null {
  const begin = row[0] === signature ? copyHeader : 0;
  if (row.length < begin + 2 || row.readInt16BE(begin) !== 2) return null;
  const lengths = begin + 6;
  const pieces = lengths + row.readInt32BE(begin + 2) + 4;
  return { lengths: row.subarray(lengths, pieces - 4), pieces: row.subarray(pieces) };
}

/**
 * Runs a COPY and hands over its rows as they come off the line, with no stream between: that would take as long again as
 * the reading. False when `taken` did not want all: then the rest still comes, and the line must be given up.
 */
function copyRows(client: pg.PoolClient, text: string, taken: (row: Buffer) => boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let isWanted = true;
    client.query({
      submit: (connection: pg.Connection) => connection.query(text),
      handleCopyData({ chunk }: { chunk: Buffer }) {
        if (!isWanted) return;
        try {
          isWanted = taken(chunk);
          if (!isWanted) resolve(false);
        } catch (error) {
          isWanted = false;
          reject(error as Error);
        }
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => resolve(true),
      handleError: reject,
    });
  });
}
