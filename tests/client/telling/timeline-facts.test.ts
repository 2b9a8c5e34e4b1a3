import { expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import type { Change, IncidentFact } from '#shared/incident/fact.ts';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { Language } from '#shared/kernel/localized.ts';
import type { Entry } from '#shared/wire/http.ts';
import { en } from '../../../client/locales/en.ts';
import { zh } from '../../../client/locales/zh.ts';
import { indexPack, packNames } from '../../../client/telling/names.ts';
import type { Say } from '../../../client/telling/say.ts';
import { timeLines } from '../../../client/telling/timeline.ts';
import { t0 } from '../desk/rows.ts';

/** What goes on in a matter besides its steps, and what steps do to other matters, in both languages. */
const sayIn =
  (tree: object): Say =>
  (key, params = {}) => {
    const text = key
      .split('.')
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], tree);
    if (typeof text !== 'string') throw new Error(`no words for ${key}`);
    return text.replace(/\{(\w+)\}/gu, (_, name: string) => String(params[name]));
  };
const two = (zhName: string, enName: string) => ({ zh: zhName, en: enName });
const place = { lng: 120.2, lat: 31.9 };
const unit = { kind: 'department' as const, place, phone: '', skills: [] };
const limit = { amount: 1, unit: 'work-day' } as const;
const inspection = must(builtInProcedures.get('random-inspection'), 'random-inspection');
const index = indexPack({
  units: [
    { ...unit, id: 'market', name: two('市场监管局', 'Market supervision') },
    { ...unit, id: 'town', name: two('夏港街道', 'Xiagang'), kind: 'town' },
  ],
  catalogue: [
    {
      id: 'inspection-case',
      class: two('执法', 'Enforcement'),
      name: two('检查线索', 'Case'),
      kind: 'event',
      domain: 'market',
      procedure: 'enforcement',
      units: ['market'],
      skills: [],
      filingCondition: '',
      closingCondition: '',
      limits: { whole: limit },
    },
  ],
  procedures: [inspection, must(builtInProcedures.get('whistle'), 'whistle')],
});
const duty: Actor = { id: 'd', name: '值班席 01', role: 'duty' };

function told(
  fact: IncidentFact,
  language: Language = 'zh',
  procedure = 'random-inspection',
): { text: string; tone: string; note: string } {
  const entry: Entry = { seq: 1, at: t0, subject: 'x', version: 2, by: duty, fact, hash: '' };
  const [line] = timeLines([entry], procedure, {
    say: sayIn(language === 'zh' ? zh : en),
    names: packNames(index, language),
    gridPath: (ids) => ids.join('›'),
  });
  const { text, tone, note } = must(line, 'a line');
  return { text, tone, note };
}
const step = (...changes: Change[]): IncidentFact => ({
  kind: 'advanced',
  transition: 'publish',
  from: 'inspected',
  note: '',
  changes,
});

it('a reminder names the clock as its procedure does, and who was told', () => {
  const fact: IncidentFact = {
    kind: 'reminded',
    clock: 'publish',
    to: [{ name: '市场监管局', unit: 'market' }],
  };
  expect(told(fact).text).toBe('公示时限将到，提醒 市场监管局');
  expect(told(fact, 'en').text).toContain('Publication');
});

it("the clock of a unit's task names the unit", () => {
  const fact: IncidentFact = { kind: 'lapsed', clock: 'report-in@town' };
  expect(told(fact, 'zh', 'whistle').text).toMatch(/ · 夏港街道时限已到，超期$/u);
});

it('an escalation says which rung, who was told, which levels nobody holds, and that there is none above', () => {
  const fact: IncidentFact = {
    kind: 'escalated',
    clock: 'handling',
    rung: 3,
    to: { name: '值班长 陈', post: 'duty-chief' },
    skipped: ['supervisor', 'town'],
    last: true,
  };
  expect(told(fact)).toMatchObject({
    text: '检查超期，升级至第 3 级：值班长 陈 · 空缺跳过：督查员、夏港街道 · 已是最高一级',
    tone: 'look',
  });
  expect(told(fact, 'en').text).toContain('rung 3');
});

it('what another matter came to joins with its number and its points', () => {
  const joined = (outcome: string): IncidentFact => ({
    kind: 'joined',
    child: '3202',
    outcome,
    points: [{ unit: 'market', points: -2, reason: 'late' }],
  });
  expect(told(joined('closed')).text).toBe('3202 结案，汇入 · 市场监管局 -2 分');
  expect(told(joined('open')).text).toBe('市场监管局 -2 分');
  for (const outcome of ['refused', 'reopened', 'void', 'merged', 'not-filed', 'withdrawn'])
    for (const language of ['zh', 'en'] as const)
      expect(told(joined(outcome), language).text).toContain('3202');
});

it('words in the channel are told with what was written, and that they were read', () => {
  const said: IncidentFact = {
    kind: 'said',
    id: 'm',
    text: '立即封路',
    to: ['town'],
    order: true,
    evidence: [],
  };
  expect(told(said)).toEqual({ text: '下达指令 → 夏港街道', note: '立即封路', tone: 'plain' });
  expect(told({ kind: 'seen', messages: ['a', 'b'] }).text).toBe('已阅 2 条');
});

it('a step says what it opened, drew, graded, kept and booked above', () => {
  const child = { item: 'inspection-case', by: 'publish', openedAt: t0 };
  expect(
    told(
      step({
        kind: 'opened',
        children: [
          { ...child, id: '1' },
          { ...child, id: '2' },
        ],
      }),
    ).text,
  ).toBe('公示结果 · 发起 2 件：检查线索');
  const seed = `${'ab'.repeat(32)}`;
  const draw = {
    from: 'officers' as const,
    at: t0,
    seed,
    head: seed,
    pool: { size: 12, hash: seed },
    picked: [
      { id: 'o1', name: '甲', unit: 'market' },
      { id: 'o2', name: '乙' },
    ],
  };
  expect(told(step({ kind: 'drawn', draw })).text).toBe('公示结果 · 从 12 中抽取 甲、乙（种子 abababab）');
  expect(told(step({ kind: 'graded', grade: 'complex' })).text).toBe('公示结果 · 定为复杂');
  expect(told(step({ kind: 'kept', data: { where: ['credit', 'site'], theme: '安全抽查' } })).text).toBe(
    '公示结果 · 抽查计划：安全抽查 · 公示渠道：信用信息公示系统、门户网站',
  );
  expect(
    told(step({ kind: 'booked-above', points: [{ unit: 'market', points: -3, reason: 'supervision' }] }))
      .text,
  ).toBe('公示结果 · 市场监管局 在上级事项 -3 分');
});

it('values are told as their fields say them', () => {
  const { kept } = packNames(index, 'zh');
  const words = kept(
    'random-inspection',
    {
      'opinion@market': 'agree',
      joint: 'joint',
      result: 'none',
      inspected: ['licence', 'goods'],
      agent: true,
      window: 14,
      limit: { amount: 2, unit: 'work-day' },
      gone: 'x',
    },
    sayIn(zh),
  ).map(({ field, value }) => `${field}=${value}`);
  expect(words.toSorted()).toEqual(
    [
      ...['组织方式=部门联合抽查', '延长时限=2 个工作日', '检查事项=证照资质、商品服务'],
      ...['检查结果=未发现问题', 'opinion · 市场监管局=agree', 'agent=是', 'window=14', 'gone=x'],
    ].toSorted(),
  );
  // In the order of the forms; what no form knows comes last.
  expect(words[0]).toBe('组织方式=部门联合抽查');
});
