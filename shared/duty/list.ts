import { posts } from '../access/post.ts';
import type { Calendar } from '../clock/calendar.ts';
import type { Cell, GridTree } from '../grid/tree.ts';
import { dutyKinds, rhythms, type DutyItem, type DutyPolicy, type IssuedList } from '../pack/duty.ts';
import { localDate, periodOf, slotsOf, type Period } from './period.ts';

/** A list that some period of a grid begins with. */
export interface DutyList {
  of: IssuedList;
  cell: Cell;
  period: Period;
  /** One matter per origin, and one order per key: what was issued is issued once. */
  origin: string;
}

/**
 * The lists whose running period began after `since`. Periods that are over are not asked for afterwards: nobody can patrol
 * last week.
 */
export function listsBegun(
  { lists }: Pick<DutyPolicy, 'lists'>,
  grid: Pick<GridTree, 'levels'>,
  calendar: Calendar,
  since: number,
  now: number,
): DutyList[] {
  return lists.flatMap((of) => {
    const cells: readonly Cell[] = grid.levels[of.level - 1] ?? [];
    return cells.flatMap((cell, index) => {
      const period = periodOf(of.rhythm, index % slotsOf[of.rhythm], calendar, now);
      if (period.begin <= since) return [];
      return [{ of, cell, period, origin: originOf(of, cell.id, localDate(calendar, period.begin)) }];
    });
  });
}

/** The most lists that any one day can begin. */
export function mostPerDay({ lists }: Pick<DutyPolicy, 'lists'>, cellsOf: (level: number) => number): number {
  return lists.reduce((sum, { level, rhythm }) => sum + Math.ceil(cellsOf(level) / slotsOf[rhythm]), 0);
}

export interface OriginParts extends Pick<IssuedList, 'post' | 'kind' | 'rhythm'> {
  grid: string;
  begin: string;
}

function originOf({ post, kind, rhythm }: IssuedList, grid: string, begin: string): string {
  return ['duty', grid, post, kind, rhythm, begin].join(':');
}

/** What the origin of a list says; null for any other origin. */
export function parseOrigin(origin: string | undefined): OriginParts | null {
  const [head, grid = '', post, kind, rhythm, begin, ...rest] = (origin ?? '').split(':');
  const [asPost, asKind, asRhythm] = [
    posts.find((one) => one === post),
    dutyKinds.find((one) => one === kind),
    rhythms.find((one) => one === rhythm),
  ];
  if (head !== 'duty' || grid === '' || begin === undefined || rest.length > 0) return null;
  if (asPost === undefined || asKind === undefined || asRhythm === undefined) return null;
  return { grid, post: asPost, kind: asKind, rhythm: asRhythm, begin };
}

/**
 * What is on a list: items of its rhythm, and finer ones that no finer list of the same post carries. What is to be done daily
 * stands on the weekly list where no daily one is issued, and is confirmed with it.
 */
export function itemsOn(
  items: readonly DutyItem[],
  { lists }: Pick<DutyPolicy, 'lists'>,
  list: Pick<IssuedList, 'post' | 'kind' | 'rhythm' | 'level'>,
): DutyItem[] {
  const rank = rhythms.indexOf(list.rhythm);
  const finer = lists
    .filter((one) => one.post === list.post && one.kind === list.kind && one.level === list.level)
    .map((one) => rhythms.indexOf(one.rhythm))
    .filter((other) => other < rank);
  const above = Math.max(-1, ...finer);
  return items.filter((item) => {
    const own = rhythms.indexOf(item.rhythm);
    return (
      item.post === list.post &&
      item.kind === list.kind &&
      item.levels.includes(list.level) &&
      own <= rank &&
      own > above
    );
  });
}
