// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { askedWarningCommand, type WarningFact } from '#shared/warning/warning.ts';
import { commandOf, emptyDraft, missingIn, nextMeasure } from '../../../client/apps/warnings/draft.ts';
import { stepsOf } from '../../../client/apps/warnings/warnings-room.ts';
import { areaText, progressOf, storyOf } from '../../../client/apps/warnings/words.ts';
import { i18n } from '../../../client/locales/i18n.ts';

const now = Date.UTC(2026, 6, 1, 4);
const county = { utcOffsetMinutes: 480 };
const t = (key: string, values: Record<string, unknown> = {}): string => i18n.global.t(key, values);
const measure = { id: 'm1', text: ' 巡查堤防 ', unit: 'water', item: '' };

describe('a warning as it is written', () => {
  it('names what is still to be filled in', () => {
    expect(missingIn(emptyDraft())).toEqual(['title', 'basis']);
    const draft = { ...emptyDraft(), title: '暴雨', basis: '水位', actions: [{ ...measure, unit: '' }] };
    expect(missingIn(draft)).toEqual(['actions']);
  });

  it.each(['propose', 'issue', 'sign'] as const)('becomes a command that the wire takes: %s', (mode) => {
    const draft = {
      ...emptyDraft(),
      title: ' 暴雨黄色预警 ',
      basis: '水位上涨',
      sensors: ['s-1'],
      forecast: { source: '气象台', text: '两小时内大雨' },
      actions: [measure],
      until: '2026-07-01T18:00',
    };
    const made = commandOf(mode, draft, { now, county }, { id: 'w-1', version: 2 });
    expect(askedWarningCommand.safeParse(made).error?.issues ?? []).toEqual([]);
    expect(made).toMatchObject({ title: '暴雨黄色预警', actions: [{ text: '巡查堤防' }] });
    expect(made).toHaveProperty('until', Date.UTC(2026, 6, 1, 10));
  });

  it('says half a forecast, and an end that is none, not at all', () => {
    const made = commandOf(
      'issue',
      { ...emptyDraft(), forecast: { source: '气象台', text: ' ' } },
      { now, county },
      null,
    );
    expect(made).not.toHaveProperty('rests');
    expect(made).not.toHaveProperty('until');
  });

  it('names one more measure as none is named', () => {
    expect(nextMeasure([])).toBe('m1');
    expect(nextMeasure([{ ...measure, id: 'm2' }])).toBe('m3');
  });
});

describe('a warning as it is read', () => {
  it('tells its story newest first, receipts in a row as one line', () => {
    const facts: WarningFact[] = [
      { kind: 'warning-read', keys: ['a', 'b'], by: 'duty1' },
      { kind: 'warning-read', keys: ['c'], by: 'duty1' },
      { kind: 'warning-released', basis: '雨停' },
      { kind: 'warning-read', keys: ['d'], by: 'duty1' },
    ];
    const lines = storyOf(
      facts.map((fact, i) => ({
        seq: i,
        at: now + i,
        by: { id: 'duty1', name: '值班席 01', role: 'duty' as const },
        fact,
      })),
      t,
    );
    expect(lines.map(({ seq, why }) => [seq, why])).toEqual([
      [3, ''],
      [2, '雨停'],
      [1, ''],
    ]);
    expect(lines[2]?.text).toBe(t('warnings.reads', { n: 2 }));
    for (const { text } of lines) expect(text).not.toMatch(/^warnings\./u);
  });

  it('says where it holds, and how far a measure is', () => {
    expect(areaText({ area: [], areas: 0 }, t)).toBe('全域');
    expect(areaText({ area: ['澄江街道'], areas: 3 }, t)).toContain('澄江街道');
    expect(areaText({ area: ['澄江街道'], areas: 1 }, t)).toBe('澄江街道');
    const { item: _, ...bare } = measure;
    expect(progressOf({ ...bare, matter: null }, true)).toBe('matterNone');
    const opened = { ...bare, item: 'patrol' };
    expect([true, false].map((isSigned) => progressOf({ ...opened, matter: null }, isSigned))).toEqual([
      'matterOpening',
      'matterWaits',
    ]);
  });
});

it('what its measures came to is asked again when a matter is opened, moves or closes, and of what has ended never', () => {
  const matter = { id: 'M1', procedure: 'p', node: 'reported', open: true, overdue: false, rings: '' };
  const of = (stage: 'in-effect' | 'released', known: typeof matter | null) => {
    const item = { id: 'm1', text: 't', unit: 'u', item: 'i', unitName: 'U', matter: known };
    return { line: { stage }, measures: [item] };
  };
  const rows = (...nodes: string[]) => new Map(nodes.map((node, i) => [`M${i + 1}`, { node }]));
  const steps = (known: typeof matter | null, ...nodes: string[]) =>
    stepsOf(of('in-effect', known), rows(...nodes));
  expect(steps(null)).not.toBe(steps(null, 'reported'));
  expect(steps(matter, 'reported')).not.toBe(steps(matter, 'filed'));
  expect(steps(matter, 'filed')).not.toBe(steps(matter));
  expect(steps(matter, 'filed')).toBe(steps(matter, 'filed', 'reported'));
  expect(stepsOf(of('released', null), rows('reported'))).toBe(stepsOf(null, rows()));
});
