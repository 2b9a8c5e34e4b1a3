import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from './loaded.ts';

/** A county's pack moved on. `before` and `now` are whole packs; nothing of `before` changes any more. */
export interface PackChange {
  id: string;
  before: LoadedPack;
  now: LoadedPack;
}

/**
 * The packs of the house as they are at the moment. A pack that was handed out never changes, so one piece of work that
 * holds on to it sees one county throughout; who lives longer asks again at every use, or follows by `onChange`.
 */
export interface Packs {
  /** Counties that are served now, in the order in which they opened. */
  readonly ids: readonly string[];
  /** A county as it is now, or as it was at an instant; undefined where it is not served. */
  of(jurisdiction: string, at?: number): LoadedPack | undefined;
  all(): readonly LoadedPack[];
  /** Calls `heard` with each change, after `of` answers with what came; the answer ends it. */
  onChange(heard: (change: PackChange) => void): () => void;
  /**
   * Does for each county what a room has to do for it: now for those that are served, all begun at once, and later for each that
   * opens, in the order in which rooms asked. What it answers ends that when the county closes; a room that stops ends its own.
   */
  serve(open: OpensCounty): Promise<void>;
}

/** What a room does for a county, and how it ends that. */
export type OpensCounty = (pack: LoadedPack) => EndsCounty | Promise<EndsCounty>;
export type EndsCounty = void | (() => unknown);

/** The pack of a county that is known to be served. */
export function packOf(packs: Pick<Packs, 'of'>, jurisdiction: string): LoadedPack {
  return must(packs.of(jurisdiction), `the pack of ${jurisdiction}`);
}

/** What is made of a pack, made anew when the pack is another. */
export function madeOfPack<T>(packs: Pick<Packs, 'of'>, make: (pack: LoadedPack) => T) {
  const made = new WeakMap<LoadedPack, { value: T }>();
  return (jurisdiction: string): T => {
    const pack = packOf(packs, jurisdiction);
    let known = made.get(pack);
    if (!known) made.set(pack, (known = { value: make(pack) }));
    return known.value;
  };
}

/** Packs that stay as they are: of a program that ends with its work. */
export function stillPacks(packs: readonly LoadedPack[]): Packs {
  const byId = new Map(packs.map((pack) => [pack.id, pack]));
  return {
    ids: packs.map(({ id }) => id),
    of: (jurisdiction) => byId.get(jurisdiction),
    all: () => packs,
    onChange: () => () => undefined,
    async serve(open) {
      await Promise.all(packs.map(open));
    },
  };
}
