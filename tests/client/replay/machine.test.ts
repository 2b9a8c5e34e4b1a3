import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, type EffectScope } from 'vue';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { applyOps, emptyView, snapshotOps, viewHash, type Op } from '#shared/views/view.ts';
import type { Replayed } from '#shared/wire/replay.ts';
import type { ReplayApi } from '../../../client/http/replay-api.ts';
import { askedInstant, withInstant } from '../../../client/replay/asked-instant.ts';
import { countsUpTo, midnightOf, readMachineKey, rowPath, shareOf } from '../../../client/replay/bar.ts';
import { openMachine, type Machine } from '../../../client/replay/machine.ts';
import { storesOf } from '../../../client/stores/stores.ts';

const day = 86_400_000;
const now = 100 * day;

/** A past in which at each instant one incident of that instant's name is open. */
const rowsAt = (at: number): Op[] => [
  ['incident', `i-${at}`, { id: `i-${at}` }],
  ['figure', 'today', { from: at }],
];
function told(at: number, from: number | undefined, spoil = false): Replayed {
  const view = emptyView();
  applyOps(view, rowsAt(at));
  const leads: Op[] = [...(from === undefined ? [] : [['incident', `i-${from}`, null] as Op]), ...rowsAt(at)];
  return {
    at,
    seq: at / 1_000,
    hash: 'ledger',
    frame: null,
    channels: [
      {
        channel: 'board:all',
        from: from ?? null,
        ops: from === undefined ? snapshotOps(view) : spoil ? leads.slice(1) : leads,
        hash: viewHash(view),
      },
    ],
  };
}

let scope: EffectScope;
let machine: Machine;
const channels = ref(['board:all']);
const asked: [at: number, from: number | undefined][] = [];
let answer: (at: number, from: number | undefined) => Promise<Replayed | Refusal>;
const api = {
  at: (at: number, _channels: readonly string[], more: { from?: number } = {}) => {
    asked.push([at, more.from]);
    return answer(at, more.from);
  },
  moment: async (at: number, kind: string, back: boolean) =>
    kind === 'alarm' ? { found: null } : { found: { at: at + (back ? -day : day), id: 'x', title: 'x' } },
} as unknown as ReplayApi;
const settle = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await Promise.resolve();
  await nextTick();
};
const shown = (): string[] => [...must(machine.stores.value, 'stores').stores.board.incidents.keys()];

beforeEach(() => {
  vi.useFakeTimers({ now });
  setActivePinia(createPinia());
  asked.length = 0;
  channels.value = ['board:all'];
  answer = async (at, from) => told(at, from);
  scope = effectScope();
  machine = must(
    scope.run(() =>
      openMachine({
        api,
        channels: () => channels.value,
        sensors: false,
        scope: () => undefined,
        now: () => Date.now(),
      }),
    ),
    'machine',
  );
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

describe('the hand on the clock', () => {
  it('M1 shows an instant in stores of its own, whose clock is that instant, while the page’s stay as they are', async () => {
    const page = storesOf();
    page.board.apply([['incident', 'live', { id: 'live' }]]);
    machine.seek(50 * day);
    await settle();
    expect([machine.at.value, shown()]).toEqual([50 * day, [`i-${50 * day}`]]);
    const { freshness } = must(machine.stores.value, 'stores').stores;
    expect([freshness.serverNow(), freshness.state.link, freshness.state.consistent]).toEqual([
      50 * day,
      'past',
      true,
    ]);
    expect([...page.board.incidents.keys()]).toEqual(['live']);
    machine.live();
    expect([machine.at.value, machine.stores.value]).toEqual([null, null]);
  });

  it('M2 goes on from what is held; what does not have the server’s hash is asked for whole', async () => {
    machine.seek(50 * day);
    await settle();
    machine.step(day);
    await settle();
    expect(shown()).toEqual([`i-${51 * day}`]);
    answer = async (at, from) => told(at, from, true);
    machine.step(day);
    await settle();
    expect(shown()).toEqual([`i-${52 * day}`]);
    expect(asked).toEqual([
      [50 * day, undefined],
      [51 * day, 50 * day],
      [52 * day, 51 * day],
      [52 * day, undefined],
    ]);
  });

  it('M3 dragged over many instants it asks for the last alone, one at a time', async () => {
    for (let i = 0; i < 20; i++) machine.seek((50 + i) * day);
    await settle();
    expect(asked.map(([at]) => at)).toEqual([50 * day, 69 * day]);
    expect(machine.at.value).toBe(69 * day);
  });

  it('M4 plays at its speed, stops at the present and at a refusal', async () => {
    machine.seek(now - 30 * 60_000);
    await settle();
    machine.speed.value = 600;
    machine.playing.value = true;
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(machine.at.value).toBe(now - 20 * 60_000);
    await vi.advanceTimersByTimeAsync(3_000);
    await settle();
    expect([machine.at.value, machine.playing.value]).toEqual([null, false]);
    machine.seek(50 * day);
    await settle();
    answer = async () => refuse('busy', 'past-busy');
    machine.playing.value = true;
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect([machine.playing.value, machine.refusal.value?.reason, machine.at.value]).toEqual([
      false,
      'too many look into the past; try again',
      50 * day,
    ]);
  });

  it('M5 jumps to what is next, or before, and says when there is none', async () => {
    machine.seek(50 * day);
    await settle();
    expect(await machine.jump('urgent', false)).toBe(true);
    expect(machine.hand.value).toBe(51 * day);
    expect(await machine.jump('warning', true)).toBe(true);
    expect(machine.hand.value).toBe(50 * day);
    expect(await machine.jump('alarm', false)).toBe(false);
  });

  it('M6 another part of the county is another set of channels, at the same instant', async () => {
    machine.seek(50 * day);
    await settle();
    const before = machine.stores.value;
    channels.value = ['board:grid/w'];
    await settle();
    expect(machine.stores.value).not.toBe(before);
    expect([machine.at.value, asked.at(-1)]).toEqual([50 * day, [50 * day, undefined]]);
  });
});

describe('the bar', () => {
  it('M7 counts up to the hand, and in all', () => {
    const counts = { reported: [1, 2, 3], dispatched: [], closed: [], alarms: [], urgent: [] };
    const span = { from: 0, stepMs: 10, counts };
    expect(countsUpTo(span, 'reported', 25)).toEqual({ before: 3, all: 6 });
    expect(countsUpTo(span, 'reported', -1)).toEqual({ before: 0, all: 6 });
    expect([shareOf({ from: 0, to: 10 }, 5), shareOf({ from: 0, to: 10 }, 99)]).toEqual([0.5, 1]);
    expect(rowPath([0, 1, 2])).toBe('M4 20v-10.0h3v10.0zM8 20v-20.0h3v20.0z');
  });

  it('M8 a day begins at midnight in China, whatever the clock of the machine is set to', () => {
    const midnight = Date.parse('2026-11-21T00:00:00+08:00');
    for (const at of [midnight, midnight + 1, midnight + day - 1]) expect(midnightOf(at)).toBe(midnight);
    expect(midnightOf(midnight - 1)).toBe(midnight - day);
  });

  it('M9 keys step, play and leave; an address holds the instant', () => {
    const key = (name: string, shiftKey = false) => readMachineKey({ key: name, shiftKey });
    expect([key('ArrowLeft'), key('ArrowRight', true), key(' '), key('Escape'), key('x')]).toEqual([
      { step: -300_000 },
      { step: 3_600_000 },
      'play',
      'live',
      null,
    ]);
    expect(askedInstant('?at=2026-11-21T21:46:30%2B08:00')).toBe(Date.parse('2026-11-21T21:46:30+08:00'));
    for (const bad of ['', '?at=', '?at=soon', '?at=-5']) expect(askedInstant(bad), bad).toBeNull();
    expect(withInstant('?scope=all', 5)).toBe('?scope=all&at=5');
    expect(askedInstant(withInstant('?scope=all', 5))).toBe(5);
    expect(withInstant('?at=5', null)).toBe('');
  });
});
