import { createPinia, setActivePinia } from 'pinia';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, type EffectScope } from 'vue';
import { dayMs } from '#shared/kernel/span.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { applyOps, emptyView, snapshotOps, viewHash, type Op } from '#shared/views/view.ts';
import type { ReplayApi } from '../../../client/http/replay-api.ts';
import { askedAgainst, differenceOf, instantAgainst, withAgainst } from '../../../client/replay/compare.ts';
import { openMachine } from '../../../client/replay/machine.ts';
import { useCompare } from '../../../client/replay/use-compare.ts';

const rowOf = (id: string, overdue: boolean): IncidentRow =>
  ({ id, overdue, urgent: false, reportedAt: 0 }) as IncidentRow;
const boardOf = (rows: Record<string, boolean>): Map<string, IncidentRow> =>
  new Map(Object.entries(rows).map(([id, overdue]) => [id, rowOf(id, overdue)]));

describe('the difference of two boards', () => {
  it('names each matter that opened, closed or fell overdue once, whatever the boards hold', () => {
    const board = fc.dictionary(fc.constantFrom(...'abcdefgh'), fc.boolean());
    fc.assert(
      fc.property(board, board, (before, after) => {
        const told = differenceOf(boardOf(before), boardOf(after));
        const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
        expect(ids(told.opened)).toEqual(
          Object.keys(after)
            .filter((id) => !(id in before))
            .toSorted(),
        );
        expect(ids(told.closed)).toEqual(
          Object.keys(before)
            .filter((id) => !(id in after))
            .toSorted(),
        );
        expect(ids(told.lapsed)).toEqual(
          Object.keys(after)
            .filter((id) => after[id] === true && before[id] !== true)
            .toSorted(),
        );
        // Forward and back are each other's mirror.
        expect(ids(differenceOf(boardOf(after), boardOf(before)).opened)).toEqual(ids(told.closed));
      }),
    );
  });
});

it('the address tells what is compared, and nothing else is taken for it', () => {
  for (const against of ['now', 'day', 'week', 1_700_000_000_000] as const)
    expect(askedAgainst(withAgainst('?at=5', against))).toBe(against);
  expect(withAgainst('?at=5&against=day', null)).toBe('?at=5');
  for (const text of ['', 'never', '-5', '0', '1e9'])
    expect(askedAgainst(`?against=${text}`), text).toBeNull();
  expect([instantAgainst('now', 9 * dayMs), instantAgainst('week', 9 * dayMs), instantAgainst(7, 9)]).toEqual(
    [null, 2 * dayMs, 7],
  );
});

describe('two instants', () => {
  let scope: EffectScope;
  const asked: number[] = [];
  const api = {
    at: async (at: number) => {
      asked.push(at);
      const view = emptyView();
      const ops: Op[] = [['incident', `i-${at}`, { id: `i-${at}` }]];
      applyOps(view, ops);
      const channel = { channel: 'board:all', from: null, ops: snapshotOps(view), hash: viewHash(view) };
      return { at, seq: at, hash: 'ledger', frame: null, channels: [channel] };
    },
  } as unknown as ReplayApi;
  const parts = {
    api,
    channels: () => ['board:all'],
    sensors: true,
    scope: () => undefined,
    now: () => 100 * dayMs,
  };
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
    await nextTick();
  };
  beforeEach(() => {
    vi.stubGlobal('location', { search: '', pathname: '/toy/wall' });
    vi.stubGlobal('history', { state: null, replaceState: () => undefined });
    setActivePinia(createPinia());
    scope = effectScope();
    asked.length = 0;
  });
  afterEach(() => {
    scope.stop();
    vi.unstubAllGlobals();
  });

  it('have stores of their own, and move together', async () => {
    const opened = scope.run(() => {
      const machine = openMachine(parts);
      return { machine, compare: useCompare(machine, parts) };
    });
    if (!opened) throw new Error('no scope');
    const { machine, compare } = opened;
    machine.seek(50 * dayMs);
    await settle();
    expect([compare.isComparing.value, asked]).toEqual([false, [50 * dayMs]]);
    compare.set('day');
    await settle();
    const shown = (stores: { board: { incidents: ReadonlyMap<string, unknown> } } | undefined): string[] => [
      ...(stores?.board.incidents.keys() ?? []),
    ];
    expect(compare.isComparing.value).toBe(true);
    expect(compare.other.value?.at).toBe(49 * dayMs);
    expect(shown(compare.other.value?.stores)).toEqual([`i-${49 * dayMs}`]);
    expect(shown(machine.stores.value?.stores)).toEqual([`i-${50 * dayMs}`]);
    machine.seek(40 * dayMs);
    await settle();
    await settle();
    expect(shown(compare.other.value?.stores)).toEqual([`i-${39 * dayMs}`]);
    compare.set('now');
    await settle();
    expect([compare.other.value?.at, shown(compare.other.value?.stores)]).toEqual([null, []]);
    machine.live();
    await settle();
    expect(compare.isComparing.value).toBe(false);
  });
});
