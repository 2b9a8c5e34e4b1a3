/** Says one cause once: what else of it is counted and told with the next line of it. */
export interface Calm {
  /** How many were held back before this one; null: hold it back. */
  pass(line: { exact: string; cause: string }, now: number): number | null;
}

interface Told {
  until: number;
  passed: number;
  held: number;
}

/** Lines of one cause that differ in detail and may pass in one window. */
const mostOfOne = 10;
/** Causes remembered at a time. */
const mostCauses = 500;

/**
 * A line passes when none like it passed within `windowMs`, and of a cause at most ten that differ. A database that is away
 * for an hour takes a line a minute then, with the count of the others, and not two thousand.
 */
export function makeCalm(windowMs: number): Calm {
  const causes = new Map<string, Told>();
  const exacts = new Map<string, number>();
  return {
    pass({ exact, cause }, now) {
      const told = causes.get(cause);
      if (!told || now >= told.until || told.until - now > windowMs) {
        trim(causes);
        trim(exacts);
        causes.delete(cause);
        causes.set(cause, { until: now + windowMs, passed: 1, held: 0 });
        exacts.set(exact, now + windowMs);
        return told?.held ?? 0;
      }
      if ((exacts.get(exact) ?? 0) > now || told.passed >= mostOfOne) {
        told.held += 1;
        return null;
      }
      told.passed += 1;
      exacts.set(exact, now + windowMs);
      return 0;
    },
  };
}

/** The oldest go first. */
function trim(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size < mostCauses) return;
    map.delete(key);
  }
}
