import { metresBetween } from './distance.ts';
import type { Point } from './point.ts';

/**
 * What a place is known as. `grid`, `town` … come from the pack itself; roads, crossings, estates and the like from a
 * gazetteer that the county brings along.
 */
export const placeKinds = [
  'grid',
  'place',
  'road',
  'crossing',
  'estate',
  'school',
  'bridge',
  'shop',
  'lamp-post',
  'facility',
  'unit',
  'camera',
  'sensor',
] as const;
export type PlaceKind = (typeof placeKinds)[number];

export interface NamedPlace {
  kind: PlaceKind;
  name: string;
  /** Its number, as on a lamp post or a device; empty when it has none. */
  number: string;
  place: Point;
}
/** A place with what it is found by. */
export interface FindablePlace extends NamedPlace {
  /** Lower case, without spaces. */
  key: string;
  /** First letters of the syllables of its name: 虹桥路 is `hql`. */
  initials: string;
}

/** As names and queries are compared: in lower case, without spaces and the marks between parts of an address. */
export const plainName = (text: string): string =>
  text.toLowerCase().replace(/[\s·,，、.。()（）×*]+|(?<=\p{Script=Han})x(?=\p{Script=Han})/gu, '');

/** How well a place answers; null: not at all. Smaller is better. */
export function placeRank(one: FindablePlace, query: string): number | null {
  const wanted = plainName(query);
  if (wanted === '') return null;
  if (one.number !== '' && plainName(one.number) === wanted) return 0;
  if (one.key === wanted) return 0;
  if (one.key.startsWith(wanted)) return 1;
  if (one.key.includes(wanted)) return 2;
  const words = query.trim().split(/\s+/u).map(plainName).filter(Boolean);
  if (
    words.length > 1 &&
    words.every((word) => one.key.includes(word) || plainName(one.number).endsWith(word))
  )
    return 3;
  if (one.number !== '' && plainName(one.number).includes(wanted)) return 4;
  if (/^[a-z]{2,}$/u.test(wanted) && one.initials.includes(wanted)) return one.initials === wanted ? 1 : 5;
  // 人民路虹桥 finds 人民中路 × 虹桥路: the letters in their order, when there are enough of them to mean something.
  return [...wanted].length >= 3 && holdsInOrder(one.key, wanted) ? 6 : null;
}

function holdsInOrder(text: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = text.indexOf(letter, at);
    if (at < 0) return false;
    at += letter.length;
  }
  return true;
}

/** The places that answer best; of equal ones the shortest name, then the nearest to `near`. */
export function searchPlaces(
  places: Iterable<FindablePlace>,
  query: string,
  { limit, near }: { limit: number; near: Point | null },
): FindablePlace[] {
  const found: { one: FindablePlace; rank: number; far: number }[] = [];
  for (const one of places) {
    const rank = placeRank(one, query);
    if (rank !== null) found.push({ one, rank, far: near ? metresBetween(near, one.place) : 0 });
  }
  found.sort(
    (a, b) =>
      a.rank - b.rank ||
      placeKinds.indexOf(a.one.kind) - placeKinds.indexOf(b.one.kind) ||
      a.one.name.length - b.one.name.length ||
      a.far - b.far ||
      (a.one.name < b.one.name ? -1 : 1),
  );
  const seen = new Set<string>();
  return found
    .map(({ one }) => one)
    .filter(({ name, kind, number }) => {
      const key = `${kind} ${name} ${number}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, limit);
}
