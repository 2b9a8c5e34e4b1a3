import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { shallowReactive, watchEffect } from 'vue';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { openRenewal } from '../../../client/apps/sign-in/renew-pack.ts';
import { indexPack, packNames } from '../../../client/telling/names.ts';
import { testPack } from '../../support/county.ts';

function digest(edition: number, name: string): PackDigest {
  const { units, catalogue, procedures } = testPack().pack;
  const [first, ...others] = units.map((unit) => ({ ...unit }));
  if (first) first.name = { zh: name, en: name };
  return { edition, units: [...(first ? [first] : []), ...others], catalogue, procedures } as PackDigest;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a page that is open has the new names where it stands, and asks until it has the edition it heard of', async () => {
  const held = shallowReactive({ ...digest(1, '旧名'), retired: { items: [], procedures: [] } });
  const names = packNames(indexPack(held), 'zh');
  const [unit] = held.units;
  const shown: string[] = [];
  watchEffect(() => shown.push(names.unit(unit?.id ?? '')), { flush: 'sync' });
  const answers: (PackDigest | Refusal)[] = [
    refuse('busy', 'no-answer'),
    digest(1, '旧名'),
    digest(2, '新名'),
    digest(3, '更新名'),
  ];
  let asked = 0;
  let kept = 0;
  const renewal = openRenewal(
    () => held,
    () => Promise.resolve(answers[asked++] ?? refuse('busy', 'no-answer')),
    () => void (kept += 1),
  );
  renewal.to(1);
  renewal.to(null);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toBe(0);
  renewal.to(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([asked, kept, held.edition, shown.at(-1)]).toEqual([3, 1, 2, '新名']);
  expect('retired' in held).toBe(false);
  renewal.to(3);
  renewal.to(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([asked, shown.at(-1)]).toEqual([4, '更新名']);
  renewal.stop();
});
