import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOps, emptyView, snapshotOps, viewHash, type Op } from '#shared/views/view.ts';
import type { Down } from '#shared/wire/down.ts';
import { holding, openReplica, takePatch, takeSnapshot } from '../../../client/stream/replica.ts';
import { mergeOps } from '../../../client/stream/merge.ts';

/** A channel's life: its patches, and the snapshot at every revision. */
function life(
  epoch: string,
  length: number,
): { patches: Down['patch'][]; snapshots: [Omit<Down['snapshot'], 'body'>, Op[]][] } {
  const view = emptyView();
  const patches: Down['patch'][] = [];
  const snapshots: [Omit<Down['snapshot'], 'body'>, Op[]][] = [];
  for (let rev = 0; rev <= length; rev++) {
    const ops: Op[] = [['t', `${rev % 7}`, rev % 5 === 4 ? null : { rev, epoch }]];
    applyOps(view, ops);
    const head = { channel: 'board:all', epoch, rev, seq: rev, hash: viewHash(view) };
    if (rev > 0) patches.push({ ...head, ops });
    snapshots.push([head, snapshotOps(view)]);
  }
  return { patches, snapshots };
}

describe('replica', () => {
  it('D1 any order and any number of copies of patches after a snapshot ends at the same state', () => {
    const { patches, snapshots } = life('e', 30);
    const [head, rows] = snapshots[0] as (typeof snapshots)[0];
    const end = snapshots.at(-1) as (typeof snapshots)[0];
    const orders = fc
      .array(fc.constantFrom(...patches), { maxLength: 60 })
      .chain((copies) => fc.shuffledSubarray([...copies, ...patches], { minLength: copies.length + 30 }));
    fc.assert(
      fc.property(orders, fc.nat(29), (order, when) => {
        const replica = openReplica('board:all');
        const store = emptyView();
        order.forEach((patch, i) => {
          if (i === when) applyOps(store, takeSnapshot(replica, head, rows));
          applyOps(store, takePatch(replica, patch));
        });
        expect([replica.sound, replica.rev, replica.early.size, replica.mismatches]).toEqual([
          true,
          30,
          0,
          0,
        ]);
        expect([viewHash(replica.view), viewHash(store)]).toEqual([end[0].hash, end[0].hash]);
      }),
    );
  });

  it('D2 a snapshot of another epoch replaces everything; the store hears only of what differs', () => {
    const replica = openReplica('board:all');
    const [old, fresh] = [life('a', 9), life('b', 9)];
    takeSnapshot(replica, ...(old.snapshots[9] as (typeof old.snapshots)[0]));
    const [head] = fresh.snapshots[9] as (typeof fresh.snapshots)[0];
    const same = snapshotOps(replica.view);
    expect(takeSnapshot(replica, { ...head, hash: viewHash(replica.view) }, same)).toEqual([]);
    expect(holding(replica)).toMatchObject({ epoch: 'b', rev: 9 });
  });

  it('D3 a wrong hash stops everything until a snapshot, which may be older', () => {
    const { patches, snapshots } = life('e', 9);
    const replica = openReplica('board:all');
    takeSnapshot(replica, ...(snapshots[0] as (typeof snapshots)[0]));
    takePatch(replica, { ...(patches[0] as Down['patch']), hash: 'f'.repeat(16) });
    expect([replica.sound, replica.mismatches, holding(replica)]).toEqual([false, 1, undefined]);
    for (const patch of patches.slice(1)) expect(takePatch(replica, patch)).toEqual([]);
    takeSnapshot(replica, ...(snapshots[0] as (typeof snapshots)[0]));
    expect(replica.sound).toBe(true);
    for (const patch of patches) takePatch(replica, patch);
    expect([replica.sound, replica.rev]).toEqual([true, 9]);
  });

  it('D4 a late snapshot does not turn a sound replica back', () => {
    const { snapshots } = life('e', 9);
    const replica = openReplica('board:all');
    takeSnapshot(replica, ...(snapshots[9] as (typeof snapshots)[0]));
    expect(takeSnapshot(replica, ...(snapshots[3] as (typeof snapshots)[0]))).toEqual([]);
    expect(replica.rev).toBe(9);
  });

  it('D5 the union of channels keeps a row while one of them holds it; figures are the first one’s', () => {
    const [west, east] = [openReplica('board:grid/w'), openReplica('board:grid/e')];
    applyOps(west.view, [['incident', '1', { id: '1' }]]);
    const drop: Op[] = [
      ['incident', '1', null],
      ['incident', '2', null],
      ['figure', 'today', { open: 1 }],
    ];
    expect(mergeOps([west, east], east, drop)).toEqual([['incident', '2', null]]);
    expect(mergeOps([west, east], west, drop)).toEqual(drop);
  });
});
