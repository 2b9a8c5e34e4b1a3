import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { muteMs, openSound } from '../../../client/apps/desk/sound/sound.ts';

/** What a browser gives, as far as a desk asks of it: it counts the notes that were started. */
function pretendContext() {
  const notes: number[] = [];
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
      start: (at: number) => notes.push(at),
      stop: () => undefined,
    }),
    createGain: () => gain,
  };
  return { context: context as unknown as AudioContext, notes };
}
const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function open(keep = storage()) {
  const { context, notes } = pretendContext();
  return { sound: openSound({ newContext: () => context, storage: keep }), notes, keep };
}

describe('the sounds of a desk', () => {
  it('are locked until the browser lets the page sound', async () => {
    const { sound, notes } = open();
    sound.ring(true);
    expect([sound.locked.value, notes.length]).toEqual([true, 0]);
    await sound.unlock();
    vi.advanceTimersByTime(1_600);
    expect([sound.locked.value, notes.length]).toEqual([false, 4]);
  });

  it('ring on and on until told otherwise', async () => {
    const { sound, notes } = open();
    await sound.unlock();
    sound.ring(true);
    sound.ring(true);
    vi.advanceTimersByTime(16_000);
    expect(notes.length).toBe(11 * 4);
    sound.ring(false);
    vi.advanceTimersByTime(16_000);
    expect(notes.length).toBe(11 * 4);
  });

  it('are mute for a while only, also after a reload, and say for how long', async () => {
    const { sound, notes, keep } = open();
    await sound.unlock();
    sound.mute();
    sound.play('urgent');
    expect([notes.length, sound.mutedMs.value]).toEqual([0, muteMs]);
    const again = open(keep);
    await again.sound.unlock();
    again.sound.play('urgent');
    expect(again.notes.length).toBe(0);
    vi.advanceTimersByTime(muteMs);
    again.sound.tick();
    again.sound.play('urgent');
    expect([again.notes.length, again.sound.mutedMs.value]).toEqual([4, 0]);
  });

  it('cannot be muted for longer by a device whose clock was wrong', () => {
    const keep = storage();
    keep.setItem('jiuhuan.desk.sound', JSON.stringify({ mutedUntil: Date.now() + 99 * muteMs }));
    expect(open(keep).sound.mutedMs.value).toBe(muteMs);
    keep.setItem('jiuhuan.desk.sound', 'no text of ours');
    expect(open(keep).sound.mutedMs.value).toBe(0);
  });

  it('switches off the lesser ones, never the call', async () => {
    const { sound, notes } = open();
    await sound.unlock();
    sound.choose({ arrivals: false, overdue: false });
    sound.play('arrival');
    sound.play('overdue');
    expect(notes.length).toBe(0);
    sound.play('urgent');
    expect(notes.length).toBe(4);
  });

  it('makes one sound of a crowd of changes', async () => {
    const { sound, notes } = open();
    await sound.unlock();
    sound.play('arrival');
    sound.play('arrival');
    expect(notes.length).toBe(2);
  });
});
