import { describe, expect, it } from 'vitest';
import { findWork, isWork, workForm } from '#shared/report/work.ts';

describe('proof of work', () => {
  it('is found for a key, holds for that key alone, and costs what was asked for', async () => {
    let breaths = 0;
    const nonce = await findWork('key-1', 12, async () => void (breaths += 1));
    expect(isWork('key-1', nonce, 12)).toBe(true);
    expect(isWork('key-2', nonce, 12)).toBe(false);
    expect(isWork('key-1', nonce, 22)).toBe(false);
    expect(String(nonce)).toMatch(workForm);
    expect(breaths).toBe(Math.floor(nonce / 1_000));
    // One of 2^8 numbers does for eight bits.
    const hits = Array.from({ length: 20_000 }, (_, n) => isWork('key-3', n, 8)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(40);
    expect(hits).toBeLessThan(130);
  });
  it('is nothing where nothing is asked for', async () => {
    expect(await findWork('any', 0, async () => undefined)).toBe(0);
    expect(isWork('any', 123, 0)).toBe(true);
  });
});
