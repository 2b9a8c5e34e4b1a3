/** A sensor that a source reports and the county does not have. */
export interface Discovered {
  sensor: string;
  source: string;
  /** Readings of it that came, since it was first heard here. */
  count: number;
  /** When it was first and last heard, by the clock of the house. */
  firstAt: number;
  lastAt: number;
  /** What it said last, and for when. */
  at: number;
  value: number;
  least: number;
  greatest: number;
  /** Between the two last readings by their own instants, ms; null: there was one. */
  everyMs: number | null;
}

/**
 * Unknown sensors of sources that may bring readings wait here to be adopted. In memory, a tray a county: a stranger who makes up
 * names fills it and nothing else, and the longest silent goes first.
 */
export interface Tray {
  note(
    jurisdiction: string,
    source: string,
    reading: { sensor: string; at: number; value: number },
    now: number,
  ): void;
  /** The last heard first. */
  of(jurisdiction: string): Discovered[];
  /** Puts some away until they are heard again. */
  clear(jurisdiction: string, sensors: readonly string[]): void;
}

export const mostDiscovered = 1_000;
const longestId = 64;

export function openTray(most = mostDiscovered): Tray {
  const trays = new Map<string, Map<string, Discovered>>();
  return {
    note(jurisdiction, source, { sensor, at, value }, now) {
      if (sensor.length > longestId) return;
      let tray = trays.get(jurisdiction);
      if (!tray) trays.set(jurisdiction, (tray = new Map()));
      const before = tray.get(sensor);
      // What was heard last stands last, so that the first is the longest silent.
      tray.delete(sensor);
      tray.set(sensor, {
        sensor,
        source,
        at,
        value,
        lastAt: now,
        count: (before?.count ?? 0) + 1,
        firstAt: before?.firstAt ?? now,
        least: Math.min(before?.least ?? value, value),
        greatest: Math.max(before?.greatest ?? value, value),
        everyMs: before && at > before.at ? at - before.at : (before?.everyMs ?? null),
      });
      if (tray.size > most) for (const [oldest] of tray) return void tray.delete(oldest);
    },
    of: (jurisdiction) => [...(trays.get(jurisdiction)?.values() ?? [])].toReversed(),
    clear(jurisdiction, sensors) {
      for (const one of sensors) trays.get(jurisdiction)?.delete(one);
    },
  };
}
