import type { adminHistoryZh } from '../zh/admin-history.ts';

/** Import of a history of matters: what it says otherwise than sheets of people */
export const adminHistoryEn: typeof adminHistoryZh = {
  kept: 'Each entry says who brought it, when, and from which row of which sheet',
  choose: 'Choose a sheet of past matters',
  chooseHint:
    'XLSX or CSV, 200,000 rows a sheet at most. It is read on this machine; exports of hotlines and open data of cities are known as they are.',
  templateHint:
    'Take an empty one and fill it in: number, item, time of the report and place are needed, the rest where it is known.',
  templateName: 'empty sheet of matters',
  columnsHint:
    'Items, units and grids are found by number or name; times as 2026-11-29 08:15, in the time zone of the jurisdiction.',
  rule: {
    first: 'Times',
    firstIs: 'Report, steps and closing are entered at their own instants; what nobody told is not counted',
    second: 'Numbers',
    secondIs: 'each comes in once, and is found by its old number afterwards',
    third: 'Unit',
    thirdIs: 'empty: the first unit that answers for the item led',
    fourth: 'Open ones',
    fourthIs: 'go on; nobody is reminded of what ran out before',
  },
  verdict: { new: 'New', same: 'Here already', refused: 'Refused', doubt: 'Doubtful' },
  note: {
    new: 'entered at their own instants',
    same: 'were brought before',
    refused: '{n} reasons · {doubts} doubtful',
  },
  done: 'All written; figures count it at its own instants',
  toCodes: 'See the figures',
  faultName: 'faults of past matters',
};
