import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeOrder, pushed, wallOrder, wallPush, type WallPush } from '#shared/wall/order.ts';
import { playlistRow, type PlaylistRow } from '#shared/pack/playlist.ts';
import { playing, weekMinute } from '#shared/wall/playlist.ts';
import { enqueue, usualSpeech, volumeAt, type Utterance } from '#shared/wall/speech.ts';
import { pairingAlphabet, pairingLength, readCode, showCode } from '#shared/wall/pairing.ts';

const by = { id: 'duty1', name: '值班席 01' };

describe('an order of a wall', () => {
  const push = fc.record<WallPush>(
    {
      scene: fc.constantFrom('overview', 'command', null),
      grid: fc.constantFrom('g', null),
      incident: fc.constantFrom('i', null),
      camera: fc.constantFrom('c', null),
      hidden: fc.constantFrom([], ['arcs' as const]),
      follow: fc.boolean(),
    },
    { requiredKeys: [] },
  );

  it('O1 keeps what later pushes do not name, counts up, and names what was pushed last', () => {
    fc.assert(
      fc.property(fc.array(push, { minLength: 1, maxLength: 8 }), (pushes) => {
        let order = freeOrder;
        for (const one of pushes) {
          const before = order;
          order = pushed(before, wallPush.parse(one), by, 7);
          expect(wallOrder.parse(order)).toEqual(order);
          expect(order.version).toBe(before.version + 1);
          expect(order.named.toSorted()).toEqual(Object.keys(one).toSorted());
          for (const key of ['scene', 'grid', 'incident', 'hidden'] as const)
            expect(order[key]).toEqual(Object.hasOwn(one, key) ? one[key] : before[key]);
        }
      }),
    );
  });

  it('O2 a place, a matter or a camera ends the following and takes the camera before away; a scene does not', () => {
    const followed = pushed(pushed(freeOrder, { camera: 'c' }, by, 1), { follow: true }, by, 2);
    expect(followed.follow).toEqual({ who: 'duty1', name: '值班席 01' });
    expect(pushed(followed, { scene: 'grid' }, by, 3).follow).not.toBeNull();
    for (const set of [{ grid: 'g' }, { incident: 'i' }, { camera: 'd' }])
      expect(pushed(followed, set, by, 3).follow).toBeNull();
    expect(pushed(followed, { incident: 'i' }, by, 3).camera).toBeNull();
    expect(pushed(followed, { camera: 'd' }, by, 3).camera).toBe('d');
    expect(pushed(followed, { follow: false }, by, 3)).toMatchObject({ follow: null, camera: 'c' });
  });

  it.each([
    { scene: 'replay' },
    { scene: 'emergency' },
    { message: { text: ' ', urgent: false, until: null } },
    { hidden: ['land'] },
    { surprise: 1 },
    { playlist: [{ from: '24:00', to: '09:00', days: [], scene: 'grid', seconds: 60 }] },
  ])('O3 %j is no order', (set) => expect(wallPush.safeParse(set).success).toBe(false));
});

describe('a playlist', () => {
  const row = (from: string, to: string, days: number[] = []): PlaylistRow =>
    playlistRow.parse({ from, to, days, scene: 'grid', seconds: 60 });
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

  it.each([
    ['08:30', '12:00', '08:29', false],
    ['08:30', '12:00', '08:30', true],
    ['08:30', '12:00', '12:00', false],
    ['22:00', '06:00', '23:59', true],
    ['22:00', '06:00', '05:59', true],
    ['22:00', '06:00', '06:00', false],
    ['08:00', '08:00', '07:59', true],
  ])('P1 %s to %s at %s: %s', (from, to, at, holds) =>
    expect(playing([row(from, to)], { minute: minutes(at), day: 3 }).length === 1).toBe(holds),
  );

  it('P2 a row over midnight belongs to the day it begins on', () => {
    const night = [row('22:00', '06:00', [7])];
    expect(playing(night, { minute: 23 * 60, day: 7 })).toHaveLength(1);
    expect(playing(night, { minute: 60, day: 1 })).toHaveLength(1);
    expect(playing(night, { minute: 60, day: 7 })).toHaveLength(0);
  });

  it('P3 rows that meet end to end hold one at a time, every minute of every day', () => {
    const all = [row('00:00', '08:00'), row('08:00', '17:30'), row('17:30', '00:00')];
    for (let day = 1; day <= 7; day++)
      for (let minute = 0; minute < 1_440; minute += 10)
        expect(playing(all, { minute, day }), `${day} ${minute}`).toHaveLength(1);
  });

  it('P4 the minute and the day are those of the county', () => {
    const sunday = Date.UTC(2026, 10, 29, 15, 59);
    expect(weekMinute(sunday, 8 * 3_600_000)).toEqual({ minute: 23 * 60 + 59, day: 7 });
    expect(weekMinute(sunday + 60_000, 8 * 3_600_000)).toEqual({ minute: 0, day: 1 });
  });
});

describe('what is said aloud', () => {
  const one = (id: string): Utterance => ({ id, text: id });

  it('S1 each matter once, in order, and no more than five wait', () => {
    const said = new Set(['a']);
    const queue = enqueue([one('b')], said, [one('a'), one('b'), one('c'), one('c')]);
    expect(queue.map(({ id }) => id)).toEqual(['b', 'c']);
    const many = enqueue(queue, said, ['d', 'e', 'f', 'g'].map(one));
    expect(many.map(({ id }) => id)).toEqual(['c', 'd', 'e', 'f', 'g']);
  });

  it('S2 as loud as its hour, and silent when it is off', () => {
    expect(volumeAt(usualSpeech, 12)).toBe(0.9);
    expect(volumeAt(usualSpeech, 3)).toBe(0.4);
    expect(volumeAt({ ...usualSpeech, on: false }, 12)).toBe(0);
  });
});

describe('a pairing code', () => {
  it('C1 is read as it was shown, in any case and spacing, and has no two signs that look alike', () => {
    const code = pairingAlphabet.slice(0, pairingLength);
    for (const typed of [code, showCode(code), code.toLowerCase(), ` ${code.slice(0, 3)}-${code.slice(3)} `])
      expect(readCode(typed)).toBe(code);
    expect(pairingAlphabet).not.toMatch(/[0O1IL2Z5SG]/u);
    expect(new Set(pairingAlphabet).size).toBe(pairingAlphabet.length);
  });
});
