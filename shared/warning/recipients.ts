import { may } from '../access/may.ts';
import type { Person } from '../access/person.ts';
import type { Addressees, Warning } from './warning.ts';

/**
 * Recipients are keys: `unit:<id>` is the desk of a unit, `post:<post>` whoever holds it, `grid:<id>` whoever answers for that
 * grid on a phone. One person may stand for several.
 */
export interface AreaGround {
  /** The narrowest grids in an area; of the whole jurisdiction when it is empty. */
  leaves(grids: readonly string[]): readonly string[];
  /** A grid with all that lie around it, itself included. */
  chain(grid: string): readonly string[];
  /** The grid around it; null at the top. */
  parent(grid: string): string | null;
}

/** Whom a warning is sent to, each once. */
export function recipientsOf(to: Addressees, grids: readonly string[], ground: AreaGround): string[] {
  return [
    ...new Set([
      ...to.units.map((unit) => `unit:${unit}`),
      ...to.posts.map((post) => `post:${post}`),
      ...(to.grids ? ground.leaves(grids).map((grid) => `grid:${grid}`) : []),
    ]),
  ];
}

/** Those of the recipients for whom a person reads it. */
export function readsFor(
  person: Pick<Person, 'role' | 'unit' | 'post' | 'grids'>,
  sent: readonly string[],
  ground: Pick<AreaGround, 'chain'>,
): string[] {
  const own = new Set(person.grids);
  return sent.filter((key) => {
    const [kind, id] = partsOf(key);
    if (kind === 'unit') return person.unit === id && may(person, 'work-for-unit');
    if (kind === 'post') return person.post === id;
    return may(person, 'open-field') && ground.chain(id).some((grid) => own.has(grid));
  });
}

/** The kind of a recipient and what it names. */
export function partsOf(key: string): [kind: 'unit' | 'post' | 'grid', id: string] {
  const cut = key.indexOf(':');
  return [key.slice(0, cut) as 'unit' | 'post' | 'grid', key.slice(cut + 1)];
}

/** Recipients that have not read it in its present colour. */
export const unreadOf = ({ sent = [], read = {} }: Pick<Warning, 'sent' | 'read'>): string[] =>
  sent.filter((key) => !Object.hasOwn(read, key));

/**
 * Who hears besides when recipients are silent: of grids whoever answers for the grid around them, of everybody else the duty
 * chief. Nobody who has it already.
 */
export function escalatesTo(
  unread: readonly string[],
  sent: readonly string[],
  ground: Pick<AreaGround, 'parent'>,
): string[] {
  const known = new Set(sent);
  const above = unread.map((key) => {
    const [kind, id] = partsOf(key);
    const parent = kind === 'grid' ? ground.parent(id) : null;
    return parent === null ? 'post:duty-chief' : `grid:${parent}`;
  });
  return [...new Set(above)].filter((key) => !known.has(key));
}

/** Whether an area and somebody's grids have anything in common; an empty area is everywhere, and no grids are all of them. */
export function areasMeet(
  area: readonly string[],
  own: readonly string[],
  ground: Pick<AreaGround, 'chain'>,
): boolean {
  if (area.length === 0 || own.length === 0) return true;
  const [areas, owns] = [new Set(area), new Set(own)];
  return (
    own.some((grid) => ground.chain(grid).some((one) => areas.has(one))) ||
    area.some((grid) => ground.chain(grid).some((one) => owns.has(one)))
  );
}
