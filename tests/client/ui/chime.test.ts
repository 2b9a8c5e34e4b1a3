import { expect, it } from 'vitest';
import { openChime, withCount } from '../../../client/ui/chime.ts';

it('a title has one number, the newest, or none', () => {
  const one = withCount('江阴 · 现场', 3);
  expect(one).toBe('(3) 江阴 · 现场');
  expect(withCount(one, 120)).toBe('(99+) 江阴 · 现场');
  expect(withCount(withCount(one, 120), 0)).toBe('江阴 · 现场');
});

it('sounds once for news that come together, after a touch, and as its switch stands on this device', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  let started = 0;
  const gain = {
    gain: { setValueAtTime: () => gain, linearRampToValueAtTime: () => gain },
    connect: () => gain,
  };
  const context = {
    state: 'suspended',
    currentTime: 0,
    destination: {},
    resume: () => ((context.state = 'running'), Promise.resolve()),
    close: () => Promise.resolve(),
    createOscillator: () => ({
      frequency: { value: 0 },
      connect: () => gain,
      start: () => (started += 1),
      stop: () => undefined,
    }),
    createGain: () => gain,
  };
  const parts = { newContext: () => context as unknown as AudioContext, storage };
  const chime = openChime('k', false, parts);
  chime.unlock();
  chime.play(0);
  expect([started, context.state], 'off until somebody switches it on').toEqual([0, 'suspended']);
  chime.choose(true);
  chime.play(5_000);
  chime.play(5_500);
  expect(started, 'one sound of two notes').toBe(2);
  chime.play(8_000);
  expect(started).toBe(4);
  expect(openChime('k', false, parts).isOn.value, 'kept').toBe(true);
  chime.choose(false);
  chime.play(20_000);
  expect(started).toBe(4);
  expect(openChime('k', true, parts).isOn.value).toBe(false);
});
