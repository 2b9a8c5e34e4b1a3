import { describe, expect, it } from 'vitest';
import { incidentQuery } from '#shared/wire/http.ts';
import { figureReceipt, listReceipt } from '../../../client/apps/lead/receipt.ts';
import { sparkline } from '../../../client/apps/lead/sparkline.ts';
import { someFigures } from './figures.ts';

const figures = someFigures();
const accepted = (query: Record<string, string | number>): boolean => incidentQuery.safeParse(query).success;

describe('the receipt of a figure', () => {
  it('opens a rate to what spoilt it, its numerator and its denominator in the window', () => {
    const receipt = figureReceipt('onTimeClosing', '按期结案率', figures);
    expect(receipt.parts.map(({ part, count }) => [part, count])).toEqual([
      ['missed', 442],
      ['numerator', 11204],
      ['denominator', 11646],
    ]);
    for (const { part, query } of receipt.parts) {
      expect(query).toMatchObject({
        figure: part === 'missed' ? 'missed' : 'onTimeClosing',
        ...figures.window,
      });
      expect(accepted(query)).toBe(true);
    }
  });

  it('opens a count to one list', () => {
    expect(figureReceipt('reported', '上报', figures).parts).toMatchObject([{ count: 12406 }]);
    expect(figureReceipt('flow-filed', '立案', figures).parts).toMatchObject([{ count: 12031 }]);
    expect(figureReceipt('closed', '用时', figures).parts).toMatchObject([{ count: 11532 }]);
  });

  it('narrows to a row of the league, in a form the list takes', () => {
    const receipt = figureReceipt(
      'rework',
      '华士镇',
      figures,
      { grid: 'l1-9' },
      { numerator: 3, denominator: 9, value: 1 / 3 },
    );
    expect(receipt.parts[1]).toMatchObject({ count: 9, query: { grid: 'l1-9', part: 'denominator' } });
    expect(receipt.parts.every(({ query }) => accepted(query))).toBe(true);
    expect(
      accepted(
        listReceipt('密度', { figure: 'open', grid: 'l2-3' }, figures.window, 4).parts[0]?.query ?? {},
      ),
    ).toBe(true);
  });
});

describe('a sparkline', () => {
  it('leaves a gap where there is no value', () => {
    const drawn = sparkline([1, 2, null, 3, 4], 100, 30);
    expect(drawn?.line.match(/M/gu)).toHaveLength(2);
    expect(drawn?.line.startsWith('M0.0 ')).toBe(true);
    expect(drawn?.line).toContain('L100.0 ');
  });

  it('stays inside its box and needs two values', () => {
    const ys = [...(sparkline([5, 1, 9], 100, 30)?.line.matchAll(/ (-?[\d.]+)/gu) ?? [])].map((match) =>
      Number(match[1]),
    );
    for (const y of ys) expect(y >= 0 && y <= 30).toBe(true);
    expect(sparkline([null, 3], 100, 30)).toBeNull();
  });
});
