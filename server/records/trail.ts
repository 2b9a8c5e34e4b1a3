import { bindTo } from '#shared/kernel/bind.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type * as wire from '#shared/wire/records.ts';
import type { ReadLine, ReadQuery, WorldTrail } from '../storage/world/world-trail.ts';

interface TrailPorts {
  trail: Pick<WorldTrail, 'find' | 'count'>;
  now: () => number;
}
const mostReads = 20;

/** Who looked at what, and why. */
export type Trail = ReturnType<typeof openTrail>;

export function openTrail(ports: TrailPorts) {
  return bindTo(ports, { of, find });
}

/** The last looks at a record, and how many there were in thirty days. */
async function of(
  { trail, now }: TrailPorts,
  jurisdiction: string,
  record: string,
): Promise<wire.RecordDetail['reads']> {
  const lines = await trail.find(jurisdiction, { record, limit: mostReads });
  const days30 = await trail.count(jurisdiction, record, now() - 30 * dayMs);
  return { days30, lines: lines.map(lineOf) };
}

/** The trail of looks, for who watches over it. */
async function find(
  { trail }: Pick<TrailPorts, 'trail'>,
  jurisdiction: string,
  query: ReadQuery,
): Promise<{ rows: wire.ReadLine[]; next: number | null }> {
  const found = await trail.find(jurisdiction, { ...query, limit: query.limit + 1 });
  const rows = found.slice(0, query.limit).map(lineOf);
  return { rows, next: found.length > query.limit ? (rows.at(-1)?.seq ?? null) : null };
}

function lineOf({
  seq,
  at,
  byId,
  byName,
  role,
  unit,
  act,
  purpose,
  why,
  fields,
  records,
}: ReadLine & { seq: number }): wire.ReadLine {
  return {
    seq,
    at,
    by: { id: byId, name: byName, role, unit },
    act,
    purpose,
    why,
    fields: [...fields],
    records: records.length,
  };
}
