import { expect, it } from 'vitest';
import { openHistoryJudge } from '#shared/history/judge.ts';
import { historyColumns, historyFields } from '#shared/history/words.ts';
import { guessColumns } from '#shared/sheet/columns.ts';
import { historyGround } from '../../../server/history/ground.ts';
import { testPack } from '../../support/county.ts';
import { monday9 } from '../../support/incident-world.ts';

const ground = historyGround(testPack(), monday9, (id) => (id === 'known' ? '320' : undefined));
const fields = [
  'id',
  'item',
  'lng',
  'lat',
  'reported',
  'handled',
  'closed',
  'state',
  'rating',
  'unit',
] as const;
const row = {
  id: '311-1',
  item: '井盖缺失',
  lng: '119.5',
  lat: '31',
  reported: '2026-03-01 08:00',
  handled: '2026-03-01 10:00',
  closed: '2026-03-01 11:00',
  state: '',
  rating: '',
  unit: '',
};
const judged = (change: Partial<typeof row>, judge = openHistoryJudge(fields, ground)) => {
  const cells = { ...row, ...change };
  return judge(
    2,
    fields.map((field) => cells[field]),
  );
};

it('a row becomes a matter with its own instants in the time of the county; what nobody told is the usual', () => {
  const { verdict, matter, outsideId } = judged({});
  expect([verdict, outsideId]).toEqual(['new', '311-1']);
  expect(matter).toMatchObject({
    source: 'hotline',
    title: '井盖缺失',
    unit: 'city',
    state: 'closed',
    reportedAt: Date.parse('2026-03-01T08:00:00+08:00'),
    closedAt: Date.parse('2026-03-01T11:00:00+08:00'),
    steps: [{ step: 'handled', at: Date.parse('2026-03-01T10:00:00+08:00') }],
  });
  expect(judged({ closed: '' }).matter?.state).toBe('open');
  expect(judged({ state: 'Duplicate' }).matter?.state).toBe('void');
});

it.each([
  [{ id: '' }, 'id', 'history-id-missing'],
  [{ item: '井盖缺' }, 'item', 'cell-near'],
  [{ item: 'supervision-order' }, 'item', 'history-no-incident'],
  [{ lng: '' }, 'lng', 'history-no-number'],
  [{ lng: '', lat: '' }, 'lng', 'history-place-missing'],
  [{ lng: '0' }, 'lng', 'place-outside'],
  [{ reported: '' }, 'reported', 'history-no-instant'],
  [{ reported: '3/4/2026 8:00' }, 'reported', 'history-day-month'],
  [{ handled: '2026-02-28 10:00' }, 'handled', 'history-backwards'],
  [{ closed: '2027-01-01 10:00' }, 'closed', 'history-ahead'],
  [{ closed: '', state: 'Closed' }, 'closed', 'history-no-closing'],
  [{ state: 'perhaps' }, 'state', 'history-no-state'],
  [{ rating: '7' }, 'rating', 'history-no-rating'],
  [{ unit: 'nobody at all' }, 'unit', 'cell-no-such'],
] as const)('%j is refused and its cell named', (change, field, reasonId) => {
  const { verdict, faults } = judged(change);
  expect(verdict).toBe('refused');
  expect(faults).toEqual([expect.objectContaining({ field, reasonId, value: { ...row, ...change }[field] })]);
});

it('a number comes once in a sheet, and what was brought before is the same', () => {
  const judge = openHistoryJudge(fields, ground);
  judged({}, judge);
  expect(judged({}, judge).faults).toEqual([
    expect.objectContaining({ field: 'id', reasonId: 'history-id-twice', values: { row: 2 } }),
  ]);
  expect(judged({ id: 'known' })).toMatchObject({
    verdict: 'same',
    doubts: [{ field: 'id', reasonId: 'history-here', values: { id: '320' } }],
  });
});

it('heads of the exports of hotlines here and of cities abroad are known, and no word names two columns', () => {
  const abroad = [
    'Unique Key',
    'Created Date',
    'Closed Date',
    'Agency',
    'Complaint Type',
    'Descriptor',
    'Status',
  ];
  expect(guessColumns(abroad, historyColumns)).toEqual([
    'id',
    'reported',
    'closed',
    'unit',
    'item',
    'detail',
    'state',
  ]);
  const own = ['工单编号', '来电时间', '诉求内容', '主办单位', '结案时间', '满意度', '经度', '纬度'];
  expect(guessColumns(own, historyColumns)).toEqual([
    'id',
    'reported',
    'detail',
    'unit',
    'closed',
    'rating',
    'lng',
    'lat',
  ]);
  expect(historyColumns.map(({ field }) => field).toSorted()).toEqual(historyFields.toSorted());
  const words = historyColumns.flatMap(({ field, words: of }) =>
    [...new Set(of.map((word) => word.toLowerCase()))].map((word) => `${word}\0${field}`),
  );
  const bare = words.map((one) => one.split('\0')[0]);
  expect(bare.filter((one, i) => bare.indexOf(one) !== i)).toEqual([]);
});
