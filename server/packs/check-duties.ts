import { because, type Reason } from '#shared/kernel/reasons.ts';
import { itemsOn, mostPerDay } from '#shared/duty/list.ts';
import type { DutyItem, DutyPolicy } from '#shared/pack/duty.ts';
import { wantId } from './check-references.ts';
import { proceduresOf, type ReadPack } from './read.ts';

/** Blames items and lists of posts that nobody holds, lists without items, and more lists a day than the policy bears. */
export function checkDuties(read: ReadPack): void {
  const isHeld = heldPosts(read);
  for (const { index, row } of read.rows.duties) {
    wantId(read, 'duties', [index, 'unit'], 'units', row.unit);
    row.levels.forEach((level, i) => {
      if (!isHeld(level, row.post))
        read.blame(
          'duties.json',
          [index, 'levels', i],
          because('check-post-nobody', { post: row.post, level }),
        );
    });
  }
  const policy = read.head?.policy.duties;
  if (policy) checkLists(read, policy, isHeld);
}

function checkLists(read: ReadPack, policy: DutyPolicy, isHeld: ReturnType<typeof heldPosts>): void {
  const { head, rows, grid } = read;
  const items = rows.duties.map(({ row }) => row);
  const procedureOf = new Map(rows.catalogue.map(({ row }) => [row.id, row.procedure]));
  const isDuty = new Set(proceduresOf(head, rows).flatMap((one) => (one.family === 'duty' ? [one.id] : [])));
  const carried = new Set<DutyItem>();
  const seen = new Set<string>();
  policy.lists.forEach((list, i) => {
    const blame = (key: string, reason: Reason): void =>
      read.blame('pack.json', ['policy', 'duties', 'lists', i, key], reason);
    wantCatalogue(read, i, list.item);
    if (procedureOf.has(list.item) && !isDuty.has(procedureOf.get(list.item) ?? ''))
      blame('item', because('check-no-task-list', { item: list.item }));
    if (!isHeld(list.level, list.post))
      blame('post', because('check-post-nobody', { post: list.post, level: list.level }));
    const own = itemsOn(items, policy, list);
    for (const item of own) carried.add(item);
    if (own.length === 0) blame('rhythm', because('check-list-empty'));
    const key = [list.post, list.kind, list.rhythm, list.level].join(' ');
    if (seen.has(key)) blame('post', because('check-list-twice', { list: key }));
    seen.add(key);
  });
  if (grid) {
    const most = mostPerDay(policy, (level) => grid.levels[level - 1]?.length ?? 0);
    if (most > policy.perDay)
      read.blame('pack.json', ['policy', 'duties', 'perDay'], because('check-lists-most', { most }));
  }
  checkLeftOut(read, policy, carried);
}

/** An item whose post gets lists, and that stands on none of them because it is rarer than all, would never be done. */
function checkLeftOut(
  { rows, blame }: ReadPack,
  { lists }: DutyPolicy,
  carried: ReadonlySet<DutyItem>,
): void {
  for (const { index, row } of rows.duties) {
    const served = lists.some(
      ({ post, kind, level }) => post === row.post && kind === row.kind && row.levels.includes(level),
    );
    if (served && !carried.has(row))
      blame('duties.json', [index, 'rhythm'], because('check-rarer', { id: row.id }));
  }
}

function wantCatalogue({ ids, blame }: ReadPack, i: number, item: string): void {
  if (!ids.catalogue.has(item))
    blame('pack.json', ['policy', 'duties', 'lists', i, 'item'], because('check-no-item', { item }));
}

/** Whether somebody holds a post on a level. What cannot be known blames nobody. */
function heldPosts({ rows, grid, ids }: ReadPack): (level: number, post: string) => boolean {
  const held = new Set(rows.staff.map(({ row }) => `${grid?.byId.get(row.grid ?? '')?.level} ${row.post}`));
  return (level, post) => !grid || ids.staff.size === 0 || held.has(`${level} ${post}`);
}
