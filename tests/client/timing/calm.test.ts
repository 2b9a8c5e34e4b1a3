import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calm } from '../../../client/timing/calm.ts';

describe('a calmed act', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const start = () => {
    const seen: number[] = [];
    const calmed = calm<number>(
      (value) => seen.push(value),
      1000,
      () => Date.now(),
    );
    return { seen, calmed };
  };
  it('runs the first time at once, then at most once in its time with the newest value', () => {
    const { seen, calmed } = start();
    for (let i = 0; i < 10; i++) {
      calmed.put(i);
      vi.advanceTimersByTime(250);
    }
    expect(seen).toEqual([0, 3, 7]);
    vi.advanceTimersByTime(1000);
    expect(seen).toEqual([0, 3, 7, 9]);
  });
  it('leaves no timer behind when stopped', () => {
    const { seen, calmed } = start();
    calmed.put(1);
    calmed.put(2);
    calmed.stop();
    vi.advanceTimersByTime(5000);
    expect(seen).toEqual([1]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
