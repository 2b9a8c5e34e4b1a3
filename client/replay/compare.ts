import type { IncidentRow } from '#shared/views/board.ts';
import { dayMs } from '#shared/kernel/span.ts';

/** What became of open matters between two instants, the earlier first. */
export interface Difference {
  /** Open later and not earlier: reported, or opened again, in between. */
  opened: IncidentRow[];
  /** Open earlier and not later: closed or ended in between. */
  closed: IncidentRow[];
  /** Overdue later and not earlier. */
  lapsed: IncidentRow[];
}
type Rows = ReadonlyMap<string, IncidentRow>;

/** The difference of two boards; the urgent first, then the oldest. What opened and closed in between is on neither. */
export function differenceOf(earlier: Rows, later: Rows): Difference {
  const rank = (a: IncidentRow, b: IncidentRow): number =>
    Number(b.urgent) - Number(a.urgent) || a.reportedAt - b.reportedAt || (a.id < b.id ? -1 : 1);
  const all = (rows: Rows, is: (row: IncidentRow) => boolean): IncidentRow[] =>
    [...rows.values()].filter(is).sort(rank);
  return {
    opened: all(later, ({ id }) => !earlier.has(id)),
    closed: all(earlier, ({ id }) => !later.has(id)),
    lapsed: all(later, ({ id, overdue }) => overdue && earlier.get(id)?.overdue !== true),
  };
}

/** With what an instant is compared: the present, the same time of a day or a week before, or an instant of its own. */
export type Against = 'now' | 'day' | 'week' | number;
export const usualAgainst = ['now', 'day', 'week'] as const;

/** The other instant; null: the present. */
export function instantAgainst(against: Against, at: number): number | null {
  if (typeof against === 'number') return against;
  return against === 'now' ? null : at - (against === 'day' ? dayMs : 7 * dayMs);
}

/** `?against=now`, `day`, `week` or epoch ms; null when nothing is compared. */
export function askedAgainst(search: string): Against | null {
  const text = new URLSearchParams(search).get('against');
  const usual = usualAgainst.find((one) => one === text);
  if (usual) return usual;
  return text !== null && /^\d{1,15}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

/** The address with what is compared. */
export function withAgainst(search: string, against: Against | null): string {
  const query = new URLSearchParams(search);
  if (against === null) query.delete('against');
  else query.set('against', String(against));
  const text = query.toString();
  return text && `?${text}`;
}
