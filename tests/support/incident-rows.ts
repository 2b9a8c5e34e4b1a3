import { chainColumns } from '#shared/grid/levels.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Database } from '../../server/storage/database.ts';

export interface RowOptions {
  count: number;
  jurisdiction: string;
  /** Grid chains to spread them over. */
  chains: readonly (readonly string[])[];
  units: readonly string[];
  /** The reports fall into [from, to). */
  from: number;
  to: number;
  dice: () => number;
  /** Bytes of the state beside the columns. */
  stateBytes?: number;
}

/**
 * Rows of the incident table at every stage of life, made by dice and not by the engine: for queries over many, where only
 * the columns count. Instants follow each other, some deadlines are missed, some were suspended, void or sent back.
 */
export async function putIncidentRows({ db }: Pick<Database, 'db'>, options: RowOptions): Promise<void> {
  const rows = Array.from({ length: options.count }, (_, serial) => rowOf(options, serial));
  for (let at = 0; at < rows.length; at += 500)
    await db
      .insertInto('incident')
      .values(rows.slice(at, at + 500) as never)
      .execute();
}

function rowOf({ jurisdiction, chains, units, from, to, dice, stateBytes = 0 }: RowOptions, serial: number) {
  const pick = <T>(list: readonly T[]): T => must(list[Math.floor(dice() * list.length)], 'pick');
  const reportedAt = Math.floor(from + dice() * (to - from));
  const chain = dice() < 0.02 ? [] : pick(chains);
  const stages = Math.floor(dice() * 1.6 * 11);
  const self = dice() < 0.1;
  let at = reportedAt;
  // Each stage takes from a minute to a day; nothing lies after `to`.
  const next = (stage: number): number | null => {
    if (stages < stage) return null;
    at += Math.floor(minuteMs + dice() ** 3 * dayMs);
    return at < to ? at : null;
  };
  const [accepted, filed, dispatched, signed] = self
    ? [null, null, null, null]
    : [next(1), next(2), next(3), next(4)];
  const handled = self || signed !== null ? next(5) : null;
  const checked = handled === null ? null : next(6);
  const closed = checked === null ? null : next(7);
  const evaluated = closed === null ? null : next(8);
  const assessed = evaluated === null ? null : next(9);
  const archived = assessed === null ? null : next(10);
  const isLost = closed === null && dice() < 0.05;
  const lead = dispatched === null ? null : pick(units);
  const due = reportedAt + Math.floor(hourMs + dice() * 3 * dayMs);
  const handlingDue = dispatched === null ? null : dispatched + Math.floor(dice() * dayMs);
  const open = closed === null && !isLost;
  return {
    jurisdiction,
    id: `${jurisdiction}-${String(serial).padStart(7, '0')}`,
    version: 1,
    // Every other rating is the reporter's own.
    state: JSON.stringify({
      filler: filler(dice, stateBytes),
      ...(serial % 2 === 0 && { rating: { own: true } }),
    }),
    procedure: 'standard',
    node: nodeOf(),
    queue: 'work',
    item: 'manhole',
    source: pick(['patrol', 'hotline', 'sensor']),
    title: `井盖 ${serial}`,
    address: '中山路',
    ...chainColumns(chain),
    lead,
    units: lead === null ? [] : [lead],
    urgent: dice() < 0.1,
    reported_at: reportedAt,
    accepted_at: accepted,
    filed_at: filed,
    dispatched_at: dispatched,
    signed_at: signed,
    handled_at: handled,
    checked_at: checked,
    closed_at: closed,
    evaluated_at: evaluated,
    assessed_at: assessed,
    archived_at: archived,
    due_at: due,
    handling_due_at: handlingDue,
    on_time: closed === null ? null : closed <= due,
    handled_on_time: handled === null || handlingDue === null ? null : handled <= handlingDue,
    reworks: dice() < 0.1 ? 1 : 0,
    returns: 0,
    extensions: dice() < 0.05 ? 1 : 0,
    supervised: dice() < 0.03,
    rating: evaluated === null ? null : 1 + Math.floor(dice() * 5),
    grass_roots: closed === null ? null : dice() < 0.9,
    overdue: open && due < to,
    ended: isLost ? pick(['void', 'merged', 'not-filed']) : archived === null ? null : 'archived',
    open,
    origin: dice() < 0.2 ? `sensor:${serial}:high` : null,
    rings: '000000000',
    lng: 120,
    lat: 31,
    occurrences: 1,
  };

  function nodeOf(): string {
    if (closed !== null) return 'closed';
    if (dispatched !== null && signed === null) return 'dispatched';
    return signed === null ? 'reported' : 'handling';
  }
}

/** Text that does not shrink to nothing when packed. */
function filler(dice: () => number, bytes: number): string {
  let text = '';
  while (text.length < bytes) text += dice().toString(36).slice(2);
  return text.slice(0, bytes);
}
