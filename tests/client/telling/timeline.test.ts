import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import type { Entry } from '#shared/wire/http.ts';
import { deskEn } from '../../../client/locales/en/desk.ts';
import { flowZh } from '../../../client/locales/zh/flow.ts';
import { deskZh } from '../../../client/locales/zh/desk.ts';
import { wordsZh } from '../../../client/locales/zh/words.ts';
import { indexPack, packNames } from '../../../client/telling/names.ts';
import { limitText, type Say } from '../../../client/telling/say.ts';
import { gridPathOf, timeLines } from '../../../client/telling/timeline.ts';
import { t0 } from '../desk/rows.ts';
import { incidentOf } from '../desk/incident.ts';

/** Says real words, so that a missing one is noticed. */
const say: Say = (key, params = {}) => {
  const tree: unknown = { desk: deskZh, flow: flowZh, words: wordsZh };
  const text = key
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], tree);
  if (typeof text !== 'string') throw new Error(`no words for ${key}`);
  return text.replace(/\{(\w+)\}/gu, (_, name: string) => String(params[name]));
};
const place = { lng: 120.2, lat: 31.9 };
const unit = (id: string, zh: string) => ({
  id,
  name: { zh, en: id },
  kind: 'squad' as const,
  place,
  phone: '',
  skills: [],
});
const names = packNames(
  indexPack({
    units: [unit('water', '市水利抢险一队'), unit('town', '夏港应急中队')],
    catalogue: [],
    procedures: [standardProcedure],
  }),
  'zh',
);
const gridPath = (ids: readonly string[]): string =>
  gridPathOf(ids, { grids: [{ id: 'a', name: '夏港街道', level: 1 }] });
const duty: Actor = { id: 'd', name: '值班席 01', role: 'duty' };
const handler: Actor = { id: 'water', name: '市水利抢险一队', role: 'handler', unit: 'water' };
const system: Actor = { id: 'clock', name: 'clock', role: 'system' };

let seq = 0;
const entry = (by: Actor, fact: IncidentFact, at = t0): Entry => ({
  seq: ++seq,
  at,
  subject: 'x',
  version: seq,
  by,
  fact,
  hash: '',
});
const task = { id: 't1', unit: 'water', role: 'lead' as const, state: 'issued' as const, issuedAt: t0 };
const advanced = (
  transition: string,
  changes: Extract<IncidentFact, { kind: 'advanced' }>['changes'],
  note = '',
): IncidentFact => ({ kind: 'advanced', transition, from: 'filed', note, changes });
const moved = (to: string, rings: number[]) => ({
  kind: 'moved' as const,
  to,
  rings,
  reopens: [],
  closing: 'none' as const,
  end: null,
});
const lines = (entries: Entry[]) => timeLines(entries, 'standard', { say, names, gridPath });

describe('the time line', () => {
  it('tells a report in three lines that close three rings', () => {
    const told = lines([
      entry(
        { id: 's', name: 'LJ-0417', role: 'source' },
        { kind: 'reported', incident: incidentOf({ grids: ['a', 'b'] }) },
      ),
    ]);
    expect(told.map((line) => [line.ring, line.text])).toEqual([
      [0, '传感器上报，立单'],
      [1, '定位 夏港街道 › b'],
      [2, '责任人 徐霞客镇网格长'],
    ]);
    expect(new Set(told.map((line) => line.key)).size).toBe(3);
  });

  it('names the units a dispatch went to, once', () => {
    const both = [task, { ...task, id: 't2', unit: 'town', role: 'co' as const }];
    const told = lines([
      entry(
        duty,
        advanced('dispatch', [moved('dispatched', []), { kind: 'tasks-set', tasks: both }], '按预案'),
      ),
      entry(
        handler,
        advanced('sign', [
          moved('signed', [4]),
          { kind: 'tasks-set', tasks: both.map((one) => ({ ...one, state: 'signed' as const })) },
        ]),
      ),
    ]);
    expect(told.map(({ text, by, note, ring }) => [text, by, note, ring])).toEqual([
      ['派遣 · 主办 市水利抢险一队 · 协办 夏港应急中队', '值班席 01', '按预案', null],
      ['签收', '市水利抢险一队', '', 3],
    ]);
  });

  it('marks what went wrong', () => {
    const told = lines([
      entry(duty, advanced('rework', [{ kind: 'counted', what: 'rework' }], '仍在渗水')),
      entry(system, { kind: 'lapsed', clock: 'handling' }),
      entry(duty, { kind: 'noted', text: '已致电', evidence: [] }),
    ]);
    expect(told.map(({ tone, text, by }) => [tone, text, by])).toEqual([
      ['look', '返工', '值班席 01'],
      ['look', '处置时限已到，超期', '时钟'],
      ['plain', '备注', '值班席 01'],
    ]);
  });

  it('counts occurrences from the report on', () => {
    const told = lines([
      entry(system, { kind: 'repeated', evidence: [] }),
      entry(system, { kind: 'repeated', evidence: [] }),
    ]);
    expect(told.map((line) => line.text)).toEqual(['再次出现，第 2 次', '再次出现，第 3 次']);
  });

  it('says limits as the catalogue does', () => {
    expect([
      limitText({ amount: 120, unit: 'urgent-minute' }, say),
      limitText({ amount: 30, unit: 'urgent-minute' }, say),
      limitText({ amount: 1, unit: 'work-day' }, say),
    ]).toEqual(['2 小时', '30 分钟', '1 个工作日']);
  });
});

describe('words of the desk', () => {
  const keys = (tree: object, at = ''): string[] =>
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null ? keys(value, `${at}${key}.`) : [`${at}${key}`],
    );

  it('are complete in both languages', () => {
    expect(keys(deskEn)).toEqual(keys(deskZh));
  });
});
