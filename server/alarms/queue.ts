/**
 * What waits to be told, by urgency and then in the order of its coming. It is bounded by its names: a second thing of one
 * name takes the place of the first, where that stands.
 */
export interface UrgencyQueue<T> {
  put(thing: T): void;
  /** The waiting thing of a name. */
  get(name: string): T | undefined;
  drop(name: string): void;
  /** The first of the most urgent that `may` be told now, left where it stands; undefined: none. */
  first(may: (thing: T) => boolean): T | undefined;
  readonly size: number;
}

/** An empty queue; `rankOf` 0 is the most urgent. */
export function makeUrgencyQueue<T>(
  ranks: number,
  rankOf: (thing: T) => number,
  nameOf: (thing: T) => string,
): UrgencyQueue<T> {
  const lines = Array.from({ length: ranks }, () => new Map<string, T>());
  const lineOf = (name: string): Map<string, T> | undefined => lines.find((line) => line.has(name));
  return {
    put(thing) {
      const name = nameOf(thing);
      const line = lines[rankOf(thing)];
      const before = lineOf(name);
      if (before !== line) before?.delete(name);
      line?.set(name, thing);
    },
    get: (name) => lineOf(name)?.get(name),
    drop: (name) => void lineOf(name)?.delete(name),
    first(may) {
      for (const line of lines) for (const thing of line.values()) if (may(thing)) return thing;
      return undefined;
    },
    get size() {
      return lines.reduce((sum, line) => sum + line.size, 0);
    },
  };
}
