import type { Client } from 'aedes';
import { expect, test, vi } from 'vitest';
import { openStrangers } from '../../../server/ingest/strangers.ts';

test('who tries tokens waits after the twentieth of a minute, by address; others do not, nor the same a minute later', async () => {
  vi.useFakeTimers();
  try {
    const strangers = openStrangers();
    const knock = async (remoteAddress: string): Promise<boolean> => {
      let isAnswered = false;
      const waits = strangers.wait({ conn: { remoteAddress } } as unknown as Client);
      void waits.then(() => (isAnswered = true));
      await vi.advanceTimersByTimeAsync(1);
      const atOnce = isAnswered;
      if (!atOnce) await vi.advanceTimersByTimeAsync(3_000);
      expect(isAnswered).toBe(true);
      return atOnce;
    };
    const first = [];
    for (let i = 0; i < 22; i++) first.push(await knock('10.0.0.1'));
    expect(first).toEqual([...Array<boolean>(20).fill(true), false, false]);
    expect(await knock('10.0.0.2')).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await knock('10.0.0.1')).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
