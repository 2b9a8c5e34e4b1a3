import type { Packs } from '../packs/port.ts';
import type { HotLane, Metrics } from '../ports.ts';
import type { Interest } from './interest.ts';
import type { ScreenLine } from './screen-line.ts';
import { takeTurn, type Debt } from './turn.ts';

export interface Ticks {
  add(line: ScreenLine): void;
  remove(line: ScreenLine): void;
  /** The screen shows something else: it begins with the newest values of all of it. */
  setInterest(line: ScreenLine, interest: Interest): void;
  /** The screen has drawn up to this tick. */
  seen(line: ScreenLine, tick: number): void;
  stop(): void;
}

/** Facts are never dropped, so a line that holds this much is given up. */
const cutBytes = 4 * 1024 * 1024;
/** The server speaks at least this often, so that silence means a dead line. */
const heartbeatMs = 1_000;

/** Sends readings once a tick: one frame for each distinct interest, the same bytes to all its screens. */
export function openTicks(ports: {
  hotLane: HotLane;
  packs: Pick<Packs, 'serve'>;
  clock: () => number;
  metrics: Metrics;
  tickMs: number;
  cutBytes?: number;
}): Ticks {
  const { hotLane, metrics, tickMs, clock } = ports;
  const mostBytes = ports.cutBytes ?? cutBytes;
  const heartbeatTicks = Math.max(1, Math.floor(heartbeatMs / tickMs));
  const lines = new Map<string, Map<ScreenLine, Debt>>();
  void ports.packs.serve(({ id }) => {
    lines.set(id, new Map());
    return () => void lines.delete(id);
  });
  const debtOf = (line: ScreenLine): Debt | undefined => lines.get(line.jurisdiction)?.get(line);
  let tick = 0;

  const timer = setInterval(() => {
    tick += 1;
    for (const [jurisdiction, screens] of lines) {
      const changed = hotLane.takeChanged(jurisdiction);
      const latest = hotLane.latest(jurisdiction);
      const turn = { tick, now: clock(), latest, changed, mostBytes, heartbeatTicks, metrics };
      metrics.count('stream_bytes_total', { lane: 'hot' }, takeTurn(turn, screens));
    }
  }, tickMs);

  return {
    add(line) {
      const debt = { owed: new Set<number>(), shed: 0, sentTick: tick, seenTick: null };
      lines.get(line.jurisdiction)?.set(line, debt);
    },
    remove: (line) => void lines.get(line.jurisdiction)?.delete(line),
    setInterest(line, interest) {
      const debt = debtOf(line);
      if (!debt) return;
      line.interest = interest;
      const { at } = hotLane.latest(line.jurisdiction);
      debt.owed = new Set(interest.ordinals.filter((ordinal) => (at[ordinal] ?? 0) > 0));
    },
    seen(line, seen) {
      const debt = debtOf(line);
      if (!debt || seen > tick) return;
      debt.seenTick = Math.max(seen, debt.seenTick ?? 0);
      metrics.observe('stream_screen_lag_seconds', ((debt.sentTick - debt.seenTick) * tickMs) / 1000);
    },
    stop: () => clearInterval(timer),
  };
}
