import { expect, it } from 'vitest';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Composing } from '../../../server/queries/composing.ts';
import { decide } from '../../../server/queries/decisions.ts';

const now = Date.UTC(2026, 10, 22, 8);
const row = { lead: 'water', overdue: 0, overdueSince: null, supervised: 0, supervisedSince: null, open: 1 };
/** What a leader is asked to decide when a unit has left something unsigned for so long. */
function asked(waitsMs: number, unsignedMs?: number): string[] {
  const open = [{ ...row, unsigned: 1, unsignedSince: now - waitsMs }];
  const composing = {
    raw: { open, weeks: { to: now, sums: [] }, actor: null },
    windows: { now: { to: now } },
    pack: { pack: { policy: unsignedMs === undefined ? {} : { decide: { unsignedMs } } } },
    query: { family: 'incident' },
  } as unknown as Composing;
  return decide(composing).map(({ id, unit, count }) => `${id} ${unit} ${count}`);
}

it('a dispatch that waits a few minutes is the desk’s matter; from when on it is a leader’s, the county says', () => {
  expect(asked(4 * minuteMs)).toEqual([]);
  expect(asked(2 * hourMs - 1)).toEqual([]);
  expect(asked(2 * hourMs)).toEqual(['unsigned-longest water 1']);
  expect(asked(4 * minuteMs, 3 * minuteMs)).toEqual(['unsigned-longest water 1']);
  expect(asked(5 * hourMs, 6 * hourMs)).toEqual([]);
});
