import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankCandidates, scoreOf, weights, type Candidate } from '#shared/responsibility/score.ts';
import { memberReason, unitReason } from '#shared/responsibility/words.ts';

const best: Candidate = { id: 'a', duty: 1, distanceM: 0, open: 0, overdue: 0, skill: 1 };

describe('the score of a candidate', () => {
  it('is the sum of its parts, a hundred for the best and never less than nothing', () => {
    expect(scoreOf(best)).toEqual({ score: 100, parts: weights });
    const any = fc.record({
      id: fc.string(),
      duty: fc.double({ min: 0, max: 1, noNaN: true }),
      distanceM: fc.option(fc.integer({ min: 0, max: 60_000 })),
      open: fc.integer({ min: 0, max: 3_000 }),
      overdue: fc.integer({ min: 0, max: 500 }),
      skill: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    fc.assert(
      fc.property(any, (one) => {
        const { score, parts } = scoreOf(one);
        const sum = parts.duty + parts.distance + parts.load + parts.skill;
        return Math.abs(score - sum) < 1e-9 && score >= 0 && score <= 100;
      }),
    );
  });

  it('halves its way at two kilometres and its load at twenty matters; overdue ones weigh three times', () => {
    expect(scoreOf({ ...best, distanceM: 2_000 }).parts.distance).toBe(12.5);
    expect(scoreOf({ ...best, open: 20 }).parts.load).toBe(12.5);
    // Ten in hand, five of them overdue, weigh as much as twenty.
    expect(scoreOf({ ...best, open: 10, overdue: 5 }).parts.load).toBe(12.5);
  });

  it('gives nothing for an unknown place, and all for skills when none is asked for', () => {
    expect(scoreOf({ ...best, distanceM: null }).parts.distance).toBe(0);
    expect(scoreOf({ ...best, skill: null }).parts.skill).toBe(10);
    expect(scoreOf({ ...best, skill: 0.5 }).parts.skill).toBe(5);
  });
});

describe('the order', () => {
  it('does not depend on the order they come in, ties neither', () => {
    const twins: Candidate[] = [
      { ...best, id: 'b' },
      { ...best, id: 'a' },
      { ...best, id: 'far', distanceM: 1_999 },
      { ...best, id: 'busy', open: 19, distanceM: 10 },
      { ...best, id: 'c', duty: 0.5 },
    ];
    const order = rankCandidates(twins).map(({ id }) => id);
    expect(order.slice(0, 2)).toEqual(['a', 'b']);
    fc.assert(
      fc.property(fc.shuffledSubarray(twins, { minLength: twins.length }), (mixed) => {
        expect(rankCandidates(mixed).map(({ id }) => id)).toEqual(order);
      }),
    );
  });
});

describe('the reason in words', () => {
  const rule = {
    id: 'r',
    items: 'all' as const,
    area: 'all' as const,
    unit: 'city',
    role: 'lead' as const,
    why: { zh: '市容环境由城管局归口', en: 'the bureau has the charge' },
  };
  const counts = { open: 3, overdue: 0 };
  it('of a unit: rule, skill, way, load', () => {
    expect(unitReason({ rule, skills: [], distanceM: 1_234, ...counts }, 'zh')).toBe(
      '主办：矩阵规定，市容环境由城管局归口；距 1.2 公里；在办 3 件，逾期 0',
    );
    expect(unitReason({ rule, skills: [], distanceM: 1_234, ...counts }, 'en')).toBe(
      'Lead by the matrix: the bureau has the charge; 1.2 km away; 3 in hand, 0 overdue',
    );
    expect(unitReason({ rule: null, skills: ['电工'], distanceM: 42, open: 0, overdue: 2 }, 'zh')).toBe(
      '协办：专业对口，电工；距 40 米；在办 0 件，逾期 2',
    );
  });
  it('of a member: post, when located, way, load; no figure is made up', () => {
    const grid = { post: '网格员', grid: '文定社区 03 格' };
    expect(memberReason({ ...grid, heardMin: 4, distanceM: 380, ...counts }, 'zh')).toBe(
      '文定社区 03 格网格员；4 分钟前定位；距 380 米；本格未结 3 件，逾期 0',
    );
    expect(memberReason({ ...grid, heardMin: null, distanceM: null, ...counts }, 'zh')).toBe(
      '文定社区 03 格网格员；未定位，按驻地计；位置不明；本格未结 3 件，逾期 0',
    );
    expect(
      memberReason({ post: 'patroller', grid: null, heardMin: 0, distanceM: 12_345, ...counts }, 'en'),
    ).toBe('patroller; located 0 min ago; 12 km away; 3 open in the grid, 0 overdue');
  });
  it('a kilometre is one in both units', () => {
    const text = (distanceM: number): string => unitReason({ rule, skills: [], distanceM, ...counts }, 'zh');
    expect(text(994)).toContain('距 990 米');
    expect(text(995)).toContain('距 1.0 公里');
    expect(text(9_949)).toContain('距 9.9 公里');
    expect(text(9_950)).toContain('距 10 公里');
  });
});
