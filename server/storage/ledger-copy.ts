import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Database } from './database.ts';

/** A whole ledger as it was at one instant, for checking its chain. */
export interface LedgerSnapshot {
  /** What the jurisdiction's row says. */
  head: { seq: number; hash: string } | null;
  /** Lowest and highest `seq` there; null when there is nothing. */
  span: { first: number | null; last: number | null };
  /** The first anchor whose entry is gone or has another hash. */
  lostAnchor: { seq: number; hash: string } | null;
  /** The lowest `seq` after the head's. */
  beyond: number | null;
  /**
   * Entries up to the head, many at a time. Each piece is the text of `chain.ts` from the line feed after the hash before to
   * the end of the body, and then the entry's own hash: so what is hashed lies in one stretch, the hash before included.
   */
  chunks(): AsyncGenerator<LedgerChunk>;
}
export interface LedgerChunk {
  /** Bytes of each piece, 4-byte big-endian numbers. */
  lengths: Buffer;
  /** `room` bytes that the reader may fill, then the pieces without a gap between them. */
  pieces: Buffer;
}

/** Entries in a chunk: few enough that no chunk is large, many enough that its frame costs nothing. */
const chunkEntries = 1_000;

/** Hands `work` one snapshot of a ledger; `room` bytes are left free in front of the pieces of each chunk. */
export async function inLedgerSnapshot<T>(
  { pool }: Database,
  jurisdiction: string,
  room: number,
  work: (snapshot: LedgerSnapshot) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const first = async <R extends object>(text: string, ...more: unknown[]): Promise<R | null> =>
    (await client.query<R>(text, [jurisdiction, ...more])).rows[0] ?? null;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const head = await first<{ seq: number; hash: string }>(
      'SELECT seq, hash FROM jurisdiction WHERE id = $1',
    );
    const span = await first<{ first: number | null; last: number | null }>(
      'SELECT min(seq) AS first, max(seq) AS last FROM ledger WHERE jurisdiction = $1',
    );
    const lostAnchor = await first<{ seq: number; hash: string }>(
      `SELECT a.seq, a.hash FROM anchor a LEFT JOIN ledger l USING (jurisdiction, seq)
       WHERE a.jurisdiction = $1 AND l.hash IS DISTINCT FROM a.hash ORDER BY a.seq LIMIT 1`,
    );
    const beyond = await first<{ seq: number | null }>(
      'SELECT min(seq) AS seq FROM ledger WHERE jurisdiction = $1 AND seq > $2',
      head?.seq ?? 0,
    );
    let copying = false;
    const made = await work({
      ...{ head, lostAnchor, beyond: beyond?.seq ?? null },
      span: span ?? { first: null, last: null },
      async *chunks() {
        copying = true;
        yield* readChunks(client.query(copyTo(copyText(jurisdiction, head?.seq ?? 0))), room);
        copying = false;
      },
    });
    // A copy that nobody wants to the end is cut off with its line.
    if (!copying) await client.query('COMMIT');
    client.release(copying);
    return made;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

/** One row of the COPY is one chunk: its lengths and its pieces. `||` takes PostgreSQL two thirds of the time of `concat_ws`. */
const copyText = (jurisdiction: string, last: number): string => `
  COPY (
    SELECT chunk.lengths, chunk.pieces
    FROM generate_series(0, ${Math.max(last - 1, 0)}, ${chunkEntries}) AS after
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

/** Signature, flags and length of the extension, which is empty. */
const copyHeader = 19;

/** Cuts PostgreSQL's binary COPY of two columns into chunks. */
async function* readChunks(stream: AsyncIterable<Buffer>, room: number): AsyncGenerator<LedgerChunk> {
  const parts = stream[Symbol.asyncIterator]();
  const take = takeFrom(parts);
  await take(copyHeader, 0);
  while ((await take(2, 0)).readInt16BE() === 2) {
    const lengths = await take((await take(4, 0)).readInt32BE(), 0);
    const pieces = await take((await take(4, 0)).readInt32BE(), room);
    yield { lengths, pieces };
  }
  // The line is free for the next query when the copy has been read to its very end.
  while (!(await parts.next()).done);
}

/** Takes exactly so many bytes from a stream into a buffer of their own, behind `room` free ones. */
function takeFrom(parts: AsyncIterator<Buffer>): (count: number, room: number) => Promise<Buffer> {
  let part: Buffer = Buffer.alloc(0);
  return async (count, room) => {
    const taken = Buffer.allocUnsafe(room + count);
    for (let filled = room; filled < taken.length;) {
      if (part.length === 0) {
        const next = await parts.next();
        if (next.done) throw new Error('the copy of the ledger broke off');
        part = next.value;
      }
      const copied = part.copy(taken, filled);
      part = part.subarray(copied);
      filled += copied;
    }
    return taken;
  };
}
