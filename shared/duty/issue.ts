import { inRecord } from '../kernel/localized.ts';
import type { Calendar } from '../clock/calendar.ts';
import type { GridTree } from '../grid/tree.ts';
import type { Report } from '../incident/command.ts';
import type { DutyItem, DutyPolicy } from '../pack/duty.ts';
import { itemsOn, type DutyList } from './list.ts';
import { periodText } from './period.ts';
import { dutyTitle, postWord } from './words.ts';

/** What the lists of a jurisdiction are made from. */
export interface DutyGround {
  grid: Pick<GridTree, 'byId'>;
  calendar: Calendar;
  policy: DutyPolicy;
  items: readonly DutyItem[];
}

/** The matter of a list. It goes to a post of a grid and names no person. */
export function listReport(ground: DutyGround, { of, cell, period, origin }: DutyList): Report {
  const text = periodText(ground.calendar, period);
  const parent = cell.parent === null ? undefined : ground.grid.byId.get(cell.parent);
  return {
    kind: 'report',
    source: 'superior',
    item: of.item,
    grid: cell.id,
    origin,
    title: dutyTitle(cell.name, of.post, of.kind, text),
    detail: `本期 ${itemsOn(ground.items, ground.policy, of).length} 项`,
    address: parent ? `${parent.name} ${cell.name}` : cell.name,
    urgent: false,
    evidence: [],
    form: {
      post: postWord(of.post),
      period: text,
      items: [
        ...new Set(itemsOn(ground.items, ground.policy, of).map(({ name }) => inRecord(name).slice(0, 64))),
      ],
    },
  };
}

/** What is told of a list whose period is over. */
export const notDone = { reason: '本期结束，未报完成' } as const;
