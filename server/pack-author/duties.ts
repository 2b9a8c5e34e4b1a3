import type { DutyItem, DutyPolicy, IssuedList, Rhythm } from '#shared/pack/duty.ts';
import { departmentOf } from './catalogue.ts';
import type { County } from './county.ts';
import { readTable, type Row } from './tables.ts';

/**
 * 任务清单 of the posts. Jiangyin's counts are those of its account, 153 items of collection and 154 of patrol for 25
 * departments; Xuxiake's as well, 101 items of which 56 are the information officers'. The accounts tell how many there are
 * and not which: the items are written for these packs. The other two counties tell no number, and have of Xuxiake's list
 * what is for posts that they staff.
 */
export function makeDuties(county: County): DutyItem[] {
  const department = departmentOf(county);
  const small = county.identity.id !== 'jiangyin';
  return table
    .filter((row) => (!small || row('small') === 'yes') && levelsOf(county, row('post')).length > 0)
    .flatMap((row) => itemsOf(row, levelsOf(county, row('post')), department(row('duty'))));
}

const table = readTable('./duties.tsv');

function itemsOf(row: Row, levels: DutyItem['levels'], unit: string): DutyItem[] {
  const [kind, post, rhythm] = [row('kind'), row('post'), row('rhythm')] as [
    DutyItem['kind'],
    DutyItem['post'],
    Rhythm,
  ];
  return row('aspects')
    .split(';')
    .map((aspect, i) => {
      const [zh = '', en = ''] = aspect.split('/');
      return {
        id: `${kind}-${row('group')}-${i + 1}`,
        name: { zh: `${row('object-zh')} · ${zh}`, en: `${row('object-en')}: ${en}` },
        post,
        kind,
        rhythm,
        levels,
        standard: { zh: row('standard-zh'), en: row('standard-en') },
        evidence: row('evidence') as 'photo' | 'record',
        unit,
      };
    });
}

function levelsOf({ staffing }: County, post: string): DutyItem['levels'] {
  const levels = staffing.flatMap((one) => (one.post === post ? [one.level] : []));
  return [...new Set(levels)].toSorted();
}

/** Catalogue item of the lists of a rhythm: their time limits differ. */
export function dutyItemId(kind: IssuedList['kind'], rhythm: Rhythm): string {
  return rhythm === 'weekly' ? `duty-${kind}` : `duty-${kind}-${rhythm}`;
}

const list = (
  level: IssuedList['level'],
  post: IssuedList['post'],
  kind: IssuedList['kind'],
  rhythm: Rhythm,
): IssuedList => ({ post, kind, rhythm, level, item: dutyItemId(kind, rhythm) });

/**
 * What is issued as a matter, fewer than 300 a week in any county. Jiangyin's third-level grids alone would make 13,630 a
 * week: their lists are shown and issued to nobody.
 */
const issued: Record<string, IssuedList[]> = {
  // 269 a week, 17 a month and 269 a quarter.
  jiangyin: [
    list(2, 'grid-head', 'patrol', 'weekly'),
    list(1, 'grid-head', 'patrol', 'monthly'),
    list(2, 'grid-head', 'collection', 'quarterly'),
  ],
  // The six posts of 21 first-level grids: 126 a week, 64 a month and 42 a quarter.
  xuxiake: [
    list(2, 'grid-head', 'patrol', 'weekly'),
    list(2, 'grid-member', 'patrol', 'weekly'),
    list(2, 'supervisor', 'patrol', 'weekly'),
    list(2, 'information-officer', 'patrol', 'weekly'),
    list(2, 'liaison', 'patrol', 'weekly'),
    list(2, 'patroller', 'patrol', 'weekly'),
    list(1, 'grid-head', 'patrol', 'monthly'),
    list(2, 'grid-member', 'collection', 'monthly'),
    list(2, 'information-officer', 'collection', 'monthly'),
    list(2, 'liaison', 'collection', 'monthly'),
    list(2, 'information-officer', 'collection', 'quarterly'),
    list(2, 'liaison', 'collection', 'quarterly'),
  ],
  // 571 a month and 469 a quarter.
  longgang: [
    list(2, 'grid-member', 'patrol', 'monthly'),
    list(1, 'grid-head', 'patrol', 'monthly'),
    list(2, 'grid-member', 'collection', 'quarterly'),
  ],
  // 392 a month and 373 a quarter.
  donghai: [
    list(2, 'grid-head', 'patrol', 'monthly'),
    list(1, 'grid-head', 'patrol', 'monthly'),
    list(2, 'liaison', 'collection', 'quarterly'),
  ],
};

export function dutyPolicyOf({ identity }: County): DutyPolicy {
  return { perDay: 60, lists: issued[identity.id] ?? [] };
}
