import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  healthOf,
  isOld,
  lateMs,
  linkOf,
  listenFor,
  stallShownMs,
  sumOfLast,
  type Freshness,
} from '../../../client/stores/link.ts';
import { heldRows } from '../../../client/stream/held.ts';
import { openReplica } from '../../../client/stream/replica.ts';
import { applyOps } from '#shared/views/view.ts';

const everyMs = 500;

describe('silence', () => {
  const known = { connected: true, refused: false, heardAt: 0, stalledMs: 0 };
  const line = (silentMs: number) => linkOf({ ...known, silentMs });

  it('of a line makes it late, tick by tick', () => {
    let now = 0;
    const ear = listenFor(everyMs, () => now);
    for (; ear.silentMs() <= lateMs; now += everyMs) ear.tick();
    expect([line(lateMs), line(ear.silentMs())]).toEqual(['live', 'late']);
    ear.heard();
    expect(ear.silentMs()).toBe(0);
    expect(ear.stalledMs()).toBe(0);
  });
  it('of a page that was blocked, however long, is no silence of the line but its own stall', () =>
    fc.assert(
      fc.property(fc.integer({ min: 2_500, max: 600_000 }), (blockedMs) => {
        let now = 0;
        const ear = listenFor(everyMs, () => now);
        ear.heard();
        now += blockedMs;
        ear.tick();
        expect(line(ear.silentMs())).toBe('live');
        expect(ear.stalledMs()).toBe(blockedMs - everyMs);
        for (const until = now + stallShownMs; now < until; ear.tick()) now += everyMs;
        expect(ear.stalledMs()).toBe(0);
      }),
    ));
  it('of a page that was blocked until the server gave it up is no lost line until it stayed away', () => {
    let now = 0;
    const ear = listenFor(everyMs, () => now);
    const cut = () =>
      linkOf({ ...known, connected: false, silentMs: ear.silentMs(), stalledMs: ear.stalledMs() });
    expect(cut()).toBe('lost');
    now += 12_000;
    // The end of the line is read before the tick that is late.
    expect(cut()).toBe('connecting');
    for (const until = now + lateMs; now < until; now += everyMs) {
      ear.tick();
      expect(cut()).toBe('connecting');
    }
    ear.tick();
    expect(cut()).toBe('lost');
  });
});

it('what was skipped is counted for the last minute and is forgotten after it', () => {
  let now = 0;
  const shed = sumOfLast(60_000, () => now);
  for (; now < 300_000; now += 250) shed.add(1);
  expect(shed.sum()).toBeGreaterThan(235);
  expect(shed.sum()).toBeLessThanOrEqual(244);
  now += 61_000;
  expect(shed.sum()).toBe(0);
});

it('a screen is green only when live and at the server\u2019s hash, and old when it may lag behind', () => {
  const links: Freshness['link'][] = ['connecting', 'live', 'late', 'lost', 'refused'];
  const found = links.flatMap((link) => [true, false].map((consistent) => healthOf({ link, consistent })));
  expect(found.filter((health) => health === 'live')).toHaveLength(1);
  expect([...new Set(found.filter(isOld))]).toEqual(['late', 'lost', 'refused']);
});

it('what a drawing is checked against is what all replicas of a view hold, each row once', () => {
  const [one, other, sensing] = ['board:grid/1', 'board:grid/2', 'sensing:all'].map(openReplica);
  if (!one || !other || !sensing) throw new Error('three replicas');
  applyOps(one.view, [
    ['incident', 'a', { id: 'a' }],
    ['act', '1', { seq: 1 }],
  ]);
  applyOps(other.view, [
    ['incident', 'a', { id: 'a' }],
    ['incident', 'b', { id: 'b' }],
  ]);
  applyOps(sensing.view, [['incident', 'c', { id: 'c' }]]);
  expect(heldRows([one, other, sensing], 'board', 'incident')).toEqual([{ id: 'a' }, { id: 'b' }]);
});
