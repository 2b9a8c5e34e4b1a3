import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { figureCards, pointChange, wholeShare } from '../../../client/apps/lead/figure-cards.ts';
import { rate, someFigures } from './figures.ts';

const targets = { onTime: 0.95, grassRoots: 0.9, reworkMax: 0.015 };
const say = (key: string, params: Record<string, string | number> = {}): string =>
  `${key} ${Object.values(params).join(',')}`.trim();
const card = (id: string, figures = someFigures()) =>
  must(
    figureCards(figures, targets, 'zh', say).find((one) => one.id === id),
    id,
  );

describe('the five figures', () => {
  it('stand in order, each with what it rests on', () => {
    const cards = figureCards(someFigures(), targets, 'zh', say);
    expect(cards.map((one) => one.id)).toEqual([
      'reported',
      'onTimeClosing',
      'duration',
      'grassRoots',
      'rework',
    ]);
    expect(cards.map((one) => one.value)).toEqual(['12,406', '96.2%', '6.4 时', '91.3%', '1.8%']);
    expect(card('onTimeClosing').of).toBe('lead.of.dueAndCarried 11,204 / 11,646,32');
    for (const one of cards) expect(one.of).not.toBe('');
  });

  it('says that the past has no data, never nought', () => {
    expect(card('reported').notes).toEqual(['lead.before +3.1%', 'lead.yearBeforeNone']);
    const young = someFigures({
      before: null,
    });
    expect(card('reported', young).notes[0]).toBe('lead.beforeNone');
    expect(card('onTimeClosing', young).notes[0]).toBe('lead.beforeNone');
    expect(
      card('onTimeClosing', someFigures({ rates: { ...someFigures().rates, onTimeClosing: rate(0, 0) } }))
        .value,
    ).toBe('—');
    const idle = someFigures({ durations: { mean: null, median: null, p90: null, count: 0, error: 0 } });
    expect(card('duration', idle).value).toBe('—');
  });

  it('compares rates in percentage points', () => {
    expect(pointChange(rate(962, 1000), rate(954, 1000))).toBe('+0.8');
    expect(pointChange(rate(1, 4), rate(1, 2))).toBe('−25.0');
    expect(pointChange(rate(1, 4), undefined)).toBe('—');
  });

  it('marks a figure only beyond its target', () => {
    expect(card('onTimeClosing').tone).toBe('plain');
    expect(card('rework').tone).toBe('look');
    expect(
      card('rework', someFigures({ rates: { ...someFigures().rates, rework: rate(15, 1000) } })).tone,
    ).toBe('plain');
    expect(
      card('grassRoots', someFigures({ rates: { ...someFigures().rates, grassRoots: rate(899, 1000) } }))
        .tone,
    ).toBe('look');
  });

  it('writes a target as it was set', () => {
    expect([wholeShare(0.95), wholeShare(0.015)]).toEqual(['95%', '1.5%']);
  });
});
