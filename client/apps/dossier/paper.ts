import { incidentLife, type IncidentLife } from '#shared/dossier/ring-life.ts';
import { evidenceIn } from '#shared/incident/refs.ts';
import type { Evidence } from '#shared/incident/incident.ts';
import type { Dossier } from '#shared/wire/dossier.ts';
import { formatStamp } from '../../format/instant.ts';
import { formatCount, formatValue, nothing } from '../../format/number.ts';
import type { TimeLine } from '../../telling/timeline.ts';

/** An instant of the sheet; what has not been has none. */
export const stamp = (at: number | undefined): string => (at === undefined ? nothing : formatStamp(at));

/** The life of an incident as far as it was when its dossier was taken. */
export function lifeOf({ incident, entries, at }: Dossier): IncidentLife {
  return incidentLife(incident, entries, at);
}

/** A row of the printed time line: one ledger entry with its place in the chain. */
export interface StoryRow {
  seq: number;
  at: number;
  hash: string;
  by: string;
  /** What it did; a report tells several things. */
  texts: string[];
  note: string;
  tone: TimeLine['tone'];
}

/** Every ledger entry once, with the words of the lines that it is told by. */
export function storyRows(entries: Dossier['entries'], lines: readonly TimeLine[]): StoryRow[] {
  const rows = new Map(
    entries.map(({ seq, at, hash }): [string, StoryRow] => [
      String(seq),
      { seq, at, hash, by: '', texts: [], note: '', tone: 'plain' },
    ]),
  );
  let row: StoryRow | undefined;
  for (const line of lines) {
    row = rows.get(line.key) ?? row;
    if (!row) continue;
    row.texts.push(line.text);
    row.by ||= line.by;
    row.note ||= line.note;
    if (line.tone === 'look') row.tone = 'look';
  }
  return [...rows.values()];
}

/** All evidence there is in the ledger; the state of an incident keeps only the first and the newest pieces. */
export function allEvidence(entries: Dossier['entries']): (Evidence & { seq: number })[] {
  return entries.flatMap(({ seq, fact }) => evidenceIn(fact).map((one) => ({ ...one, seq })));
}

/** The lowest and the highest value of a series of readings. */
export function seriesRange(series: Evidence['series']): { n: string; low: string; high: string } | null {
  if (!series || series.length === 0) return null;
  const values = series.map(([, value]) => value);
  const show = (value: number): string => formatValue(value, Number.isInteger(value) ? 0 : 2);
  return {
    n: formatCount(series.length),
    low: show(Math.min(...values)),
    high: show(Math.max(...values)),
  };
}
