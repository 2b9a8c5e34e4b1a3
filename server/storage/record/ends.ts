import pg from 'pg';
import { minuteMs } from '#shared/kernel/span.ts';

/** Where ledgers stand: number and instant of the last entry, by county. */
export type Ends = ReadonlyMap<string, End>;
interface End {
  seq: number;
  at: number;
}

/** Reads them without a migration: what runs may be of another version. */
export async function readHeads(url: string): Promise<Ends> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; seq: string; at: string }>(
      'SELECT id, seq, at FROM jurisdiction ORDER BY id',
    );
    return new Map(rows.map(({ id, seq, at }) => [id, { seq: Number(seq), at: Number(at) }]));
  } finally {
    await client.end();
  }
}

/** What would be gone, in words. */
export function lossOf(there: End, live: End | undefined): string {
  const upTo = `up to ${new Date(there.at).toISOString()}`;
  if (!live) return `${upTo}, nothing to hold it against`;
  const lost = live.seq - there.seq;
  if (lost <= 0) return `${upTo}, nothing would be gone`;
  return `${upTo}, ${lost} entries of ${((live.at - there.at) / minuteMs).toFixed(1)} minutes would be gone`;
}
