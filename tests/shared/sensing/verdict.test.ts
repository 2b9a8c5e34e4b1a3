import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraModel, modelOf, modelOfMatter, modelsOf } from '#shared/pack/model.ts';
import { standingOf, usualPrecision, verdicts, wilson, type Verdict } from '#shared/sensing/verdict.ts';

const rule = { floor: 0.6, over: 10, least: 4 };
/** `r`, `w` and `u`, the newest first; at 100, 99, … */
const said = (letters: string) =>
  [...letters].map((one, i) => ({
    verdict: { r: 'right', w: 'wrong', u: 'unsure' }[one] as Verdict,
    at: 100 - i,
  }));

describe('how a model stands', () => {
  it.each([
    ['', null, null],
    ['www', 0, null],
    ['wwww', 0, 'rule'],
    ['wwrr', 0.5, 'rule'],
    ['rrrww', 0.6, null],
    ['uuuuww', 0, null],
    ['rrrrrrrrrrwwwwwwwwww', 1, null],
    ['wwwwwwwwwwrrrrrrrrrr', 0, 'rule'],
  ])('of %s: precision %s, muted by %s', (letters, precision, muted) => {
    expect(standingOf(rule, said(letters), null)).toMatchObject({ precision, muted });
  });

  it('a word to mute holds whatever was right; a word to speak begins a new window', () => {
    expect(standingOf(rule, said('rrrrr'), { word: 'mute', at: 50 })).toMatchObject({ muted: 'person' });
    expect(standingOf(rule, said('rrwwwwww'), { word: 'unmute', at: 98 })).toMatchObject({
      ...{ right: 2, wrong: 0, muted: null },
    });
    expect(standingOf(rule, said('wwww'), { word: 'unmute', at: 96 })).toMatchObject({ muted: 'rule' });
  });

  it('counts no more than its window, and is muted by its rule exactly', () => {
    const list = fc.array(fc.constantFrom(...verdicts), { maxLength: 60 });
    fc.assert(
      fc.property(
        list,
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, over, floor) => {
          const all = given.map((verdict, i) => ({ verdict, at: 1_000 - i }));
          const decided = given.filter((one) => one !== 'unsure').slice(0, over);
          const right = decided.filter((one) => one === 'right').length;
          const stands = standingOf({ floor, over, least: 3 }, all, null);
          expect(stands.right).toBe(right);
          expect(stands.wrong).toBe(decided.length - right);
          expect(stands.muted === 'rule').toBe(decided.length >= 3 && right / decided.length < floor);
        },
      ),
    );
  });

  it('Wilson’s interval holds the share, lies within 0–1, narrows with more, and is the published one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 200 }), (a, of) => {
        const right = Math.min(a, of);
        const [low, high] = wilson(right, of);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(right / of + 1e-12);
        expect(high).toBeGreaterThanOrEqual(right / of - 1e-12);
        const [more, most] = wilson(right * 4, of * 4);
        expect(most - more).toBeLessThan(high - low);
      }),
    );
    // Newcombe 1998, table I: 81 of 263 and 15 of 148.
    expect(wilson(81, 263).map((share) => share.toFixed(4))).toEqual(['0.2553', '0.3662']);
    expect(wilson(15, 148).map((share) => share.toFixed(4))).toEqual(['0.0624', '0.1605']);
  });
});

describe('models of a pack', () => {
  const name = { zh: '井盖', en: 'Manhole' };
  const items = new Map([
    ['manhole', { name, units: ['city'] }],
    ['rubbish', { name: { zh: '垃圾', en: 'Rubbish' }, units: ['town'] }],
  ]);
  const pack = {
    models: [cameraModel.parse({ id: 'street', items: ['manhole', 'rubbish'], floor: 0.7 })],
    cameras: [{ models: ['rubbish', 'street'] }],
  };

  it('are those registered, then those that cameras name by an item; what is left out is as usual', () => {
    expect(modelsOf(pack, items).map(({ id, owner }) => [id, owner])).toEqual([
      ['street', 'city'],
      ['rubbish', 'town'],
    ]);
    expect(modelOf(pack, items, 'street')).toMatchObject({ name, floor: 0.7, precision: usualPrecision });
    expect(modelOf(pack, items, 'nothing')).toBeNull();
    expect(
      cameraModel.safeParse({ id: 'a', items: ['b'], floor: 1, precision: { floor: 1, over: 5, least: 6 } })
        .success,
    ).toBe(false);
  });

  it.each([
    ['camera', 'camera:c-1:street:rubbish', 'rubbish', 'street', 'c-1'],
    ['camera', 'camera:c-1:rubbish', 'rubbish', 'rubbish', 'c-1'],
    ['camera', undefined, 'rubbish', 'rubbish', null],
    ['camera', 'camera:c-1:gone', 'manhole', 'street', 'c-1'],
    ['grid', 'camera:c-1:street', 'rubbish', undefined, undefined],
    ['camera', undefined, 'other', undefined, undefined],
  ])('a matter of %s from %s about %s is of %s', (source, origin, item, model, camera) => {
    const found = modelOfMatter(modelsOf(pack, items), { source, origin, item });
    expect(found?.model.id).toBe(model);
    expect(found?.camera).toBe(camera);
  });
});
