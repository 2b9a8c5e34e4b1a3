import { postsInRecord, type Post } from '../access/post.ts';
import type { DutyKind } from '../pack/duty.ts';

/** Matters are titled in Chinese, whoever reads them. */
const kindWords: Record<DutyKind, string> = { patrol: '巡查任务清单', collection: '信息采集任务清单' };

export const postWord = (post: Post): string => postsInRecord[post];

/** Place, post, kind and the first and last day of the period. */
export function dutyTitle(grid: string, post: Post, kind: DutyKind, period: string): string {
  const [first = '', last = ''] = period.split('/').map((date) => date.slice(5));
  const days = first === last ? first : `${first} 至 ${last}`;
  return `${grid} ${postWord(post)}${kindWords[kind]}（${days}）`;
}
