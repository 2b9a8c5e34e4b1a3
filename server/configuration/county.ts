import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { tellLevels } from '../storage/grid-columns.ts';
import type { PackVersion } from '../storage/pack-versions.ts';
import { editionAt, versionsAt } from './editions.ts';

export interface LivingCounty {
  /** As the folder has it. */
  base: LoadedPack;
  /** As it holds now, with what the record keeps of it. */
  now: LoadedPack;
  versions: readonly PackVersion[];
}

/** A county whose versions are followed. */
export interface County extends LivingCounty {
  former: Map<number, LoadedPack>;
  work: Promise<void>;
  timer?: NodeJS.Timeout | undefined;
  /** False while rooms begin or end it: rooms may ask for it by name, and it is not among those that are served. */
  isServed: boolean;
}

/** Packs of former instants that are held, a county. */
const mostFormer = 4;

export function begun(one: LivingCounty, isServed: boolean): County {
  tellLevels(one.base.id, one.base.grid.levels.length);
  return { ...one, former: new Map(), work: Promise.resolve(), isServed };
}

/** What held of it at an instant. */
export function formerOf(county: County, at: number): LoadedPack {
  const count = versionsAt(county.versions, at).length;
  if (count + 1 === county.now.edition) return county.now;
  const known = county.former.get(count);
  if (known) return known;
  const made = editionAt(county.base, county.versions, at).pack ?? county.base;
  county.former.set(count, made);
  if (county.former.size > mostFormer)
    county.former.delete(must(county.former.keys().next().value, 'the oldest'));
  return made;
}
