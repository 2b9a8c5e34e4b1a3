import { posts, type Post } from '../access/post.ts';
import type { Cell } from '../grid/tree.ts';
import type { Staff } from '../pack/schema.ts';
import type { SixRow } from '../pack/six.ts';

/** 六定 of one post of one grid, with the people who hold it. */
export interface SixOfPost {
  grid: string;
  level: Cell['level'];
  post: Post;
  people: Pick<Staff, 'id' | 'name' | 'phone'>[];
  duty: SixRow['duty'];
  standard: SixRow['standard'];
  schedule: SixRow['schedule'];
  reward: SixRow['reward'];
}

/** 六定 along a chain of cells, the narrowest first, in the order of the posts. What holds for a grid replaces what holds for its level. */
export function sixOf(
  rows: readonly SixRow[],
  chain: readonly Cell[],
  staffOf: (grid: string) => readonly Staff[],
): SixOfPost[] {
  return chain.toReversed().flatMap((cell) => {
    const mine = rows.filter((row) => row.level === cell.level && (row.grid ?? cell.id) === cell.id);
    const staff = staffOf(cell.id);
    return posts.flatMap((post): SixOfPost[] => {
      const row =
        mine.findLast((one) => one.post === post && one.grid !== undefined) ??
        mine.find((one) => one.post === post);
      if (!row) return [];
      const { duty, standard, schedule, reward } = row;
      const people = staff
        .filter((one) => one.post === post)
        .map(({ id, name, phone }) => ({ id, name, phone }));
      return [{ grid: cell.id, level: cell.level, post, people, duty, standard, schedule, reward }];
    });
  });
}
