import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { must } from '#shared/kernel/must.ts';

/** One series with its labels. */
export interface LabelledSeries {
  name: string;
  at: Float64Array;
  value: Float64Array;
  windows: [first: number, last: number][];
  /** One of the third that nobody looks at while choosing anything. */
  isHeldOut: boolean;
}

/**
 * Reads a folder as NAB lays it out: `windows.json` (file → first and last instant of each window) and the series beside it, in `data/` or
 * not, compressed or not.
 */
export function readSeries(folder: string): LabelledSeries[] {
  const labels = JSON.parse(readFileSync(path.join(folder, 'windows.json'), 'utf8')) as Record<
    string,
    [string, string][]
  >;
  return Object.entries(labels).flatMap(([name, windows]) => {
    const file = [
      path.join(folder, `${name}.gz`),
      path.join(folder, 'data', name),
      path.join(folder, name),
    ].find((one) => existsSync(one));
    if (file === undefined) return [];
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    const rows = text.trim().split(/\r?\n/).slice(1);
    const times = rows.map((row) => row.slice(0, row.indexOf(',')));
    const placeOf = (instant: string): number => {
      const place = times.indexOf(instant.slice(0, 19));
      if (place < 0) throw new Error(`${name} has no point at ${instant}`);
      return place;
    };
    return {
      name,
      at: Float64Array.from(times, (time) => Date.parse(`${time.replace(' ', 'T')}Z`)),
      value: Float64Array.from(rows, (row) => Number(row.slice(row.indexOf(',') + 1))),
      windows: windows.map(([first, last]): [number, number] => [placeOf(first), placeOf(last)]),
      isHeldOut: isHeldOut(name),
    };
  });
}

/** By the hash of its name, so that nobody chooses. */
function isHeldOut(name: string): boolean {
  const hash = must(createHash('sha256').update(name).digest('hex').slice(0, 8), 'hash');
  return Number.parseInt(hash, 16) % 3 === 0;
}
