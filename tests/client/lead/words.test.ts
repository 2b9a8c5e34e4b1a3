import { describe, expect, it } from 'vitest';
import { figureIds, flowNodes } from '#shared/indicator/figure-ids.ts';
import { decisionWords } from '../../../client/apps/lead/decision.ts';
import { leadEn } from '../../../client/locales/en/lead.ts';
import { leadZh } from '../../../client/locales/zh/lead.ts';

const keys = (tree: object, at = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keys(value, `${at}${key}.`) : [`${at}${key}`],
  );

describe("words of the leaders' page", () => {
  it('are complete in both languages', () => {
    expect(keys(leadEn)).toEqual(keys(leadZh));
  });

  it('give every figure its formula and every step its name', () => {
    expect(Object.keys(leadZh.formula).sort()).toEqual([...figureIds].sort());
    for (const node of flowNodes) expect(leadZh.flow).toHaveProperty(node);
  });
});

describe('a thing to decide', () => {
  const say = (key: string, params: Record<string, string | number> = {}): string => {
    const text = key
      .split('.')
      .slice(1)
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], leadZh);
    return String(text).replace(/\{(\w+)\}/gu, (_, name: string) => String(params[name]));
  };
  const words = (over: object) =>
    decisionWords(
      {
        id: 'supervision-due',
        grid: null,
        unit: 'hs',
        count: 3,
        ms: 100_800_000,
        series: [],
        query: {},
        ...over,
      },
      () => '华士镇',
      'zh',
      say,
    );

  it('says what, where and how long', () => {
    expect(words({})).toEqual({
      title: '3 件督办事件到期未结',
      detail: '华士镇最多，最长 1 日 4 时',
      button: '查看 3 件',
    });
    expect(words({ id: 'rework-rising', count: 47, ms: null, series: [0.011, 0.024, 0.033] })).toEqual({
      title: '华士镇返工率连续上升',
      detail: '1.1% → 2.4% → 3.3%',
      button: '查看 47 件',
    });
  });
});
