import { describe, expect, it } from 'vitest';
import { clockState, clockText, remaining, usedShare } from '../../../client/telling/remaining.ts';
import { t0 } from '../desk/rows.ts';

const minute = 60_000;
const clock = {
  limit: { amount: 10, unit: 'urgent-minute' },
  startedAt: t0,
  dueAt: t0 + 10 * minute,
} as const;

describe('time to a deadline', () => {
  it('counts down, then up with a plus', () => {
    expect(remaining(t0 + 378_000, t0, 'zh')).toEqual({ text: '00:06:18', overdue: false });
    expect(remaining(t0, t0, 'zh')).toEqual({ text: '00:00:00', overdue: false });
    expect(remaining(t0, t0 + 724_000, 'zh')).toEqual({ text: '+00:12:04', overdue: true });
  });

  it('knows how a clock stands', () => {
    expect(clockState(clock, t0 + minute)).toBe('running');
    expect(clockState(clock, t0 + 11 * minute)).toBe('overdue');
    expect(clockState({ ...clock, pausedAt: t0 + minute }, t0 + 11 * minute)).toBe('paused');
    expect(clockState({ ...clock, stoppedAt: t0 + minute }, t0 + 11 * minute)).toBe('finished');
    expect(clockState({ ...clock, stoppedAt: t0 + 11 * minute }, t0 + 12 * minute)).toBe('finished-late');
  });

  it('shows the time taken once stopped and stands still while paused', () => {
    expect(clockText({ ...clock, stoppedAt: t0 + 3 * minute }, t0 + 99 * minute, 'zh')).toBe('00:03:00');
    expect(clockText({ ...clock, pausedAt: t0 + 4 * minute }, t0 + 99 * minute, 'zh')).toBe('00:06:00');
    expect(usedShare(clock, t0 + 5 * minute)).toBe(0.5);
    expect(usedShare(clock, t0 + 50 * minute)).toBe(1);
  });
});
