import type { Clock } from '../incident/incident.ts';
import type { RingLife } from './ring-life.ts';

/** What a ring was allowed, and what it took of it. */
export interface RingLimit {
  /** The clock of the procedure. */
  clock: string;
  startedAt: number;
  dueAt: number;
  /** When it stopped; null: it runs, or is suspended. */
  stoppedAt: number | null;
  /** Later than its deadline by so much; negative: earlier. Of a running clock by the instant that is asked for. */
  lateMs: number;
}

/**
 * The clock that each ring was held to: the one that stopped in its part of the life, the last of them; of the ring under way one that
 * runs. The whole deadline belongs to the ring in which it stopped and where no other clock did. Null where none was set: nobody was late.
 */
export function ringLimits(
  rings: readonly RingLife[],
  clocks: Readonly<Record<string, Clock>>,
  { reportedAt, now }: { reportedAt: number; now: number },
): (RingLimit | null)[] {
  const all = Object.entries(clocks).map(([clock, { startedAt, dueAt, stoppedAt }]): RingLimit => {
    const stopped = stoppedAt ?? null;
    return { clock, startedAt, dueAt, stoppedAt: stopped, lateMs: (stopped ?? now) - dueAt };
  });
  let before = reportedAt - 1;
  return rings.map(({ closedAt, current }) => {
    const inside = all.filter(({ stoppedAt }) =>
      closedAt === null
        ? current && stoppedAt === null
        : stoppedAt !== null && stoppedAt > before && stoppedAt <= closedAt,
    );
    if (closedAt !== null) before = Math.max(before, closedAt);
    const own = inside.filter(({ clock }) => clock !== 'whole');
    const last = (some: RingLimit[]): RingLimit | null =>
      some.toSorted((a, b) => (b.stoppedAt ?? b.startedAt) - (a.stoppedAt ?? a.startedAt))[0] ?? null;
    return last(own) ?? last(inside);
  });
}
