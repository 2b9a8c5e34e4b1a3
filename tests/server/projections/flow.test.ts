import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { FlowRow } from '#shared/views/flow.ts';
import { applyOps, emptyView, type Op, type View } from '#shared/views/view.ts';
import { openLog } from '../../../server/log.ts';
import { openProjections, type Projections } from '../../../server/projections/projections.ts';
import { stillPacks } from '../../../server/packs/port.ts';
import { testReport } from '../../support/county.ts';
import { duty, monday9 } from '../../support/incident-world.ts';
import { openWorld, type World } from '../../support/stage.ts';
import { shownOf } from '../../support/shown.ts';

let world: World;
let projections: Projections;

beforeEach(async () => {
  vi.useFakeTimers({ now: monday9 });
  world = openWorld(0, Date.now);
  projections = await openProjections({
    ledger: world.record.ledger,
    records: world.record.records,
    hotLane: world.hotLane,
    packs: stillPacks([world.pack]),
    clock: world.clock,
    log: openLog('silent'),
    onFault: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  await projections.stop();
  vi.useRealTimers();
});

function follow(channel: string) {
  const followed: { view: View; pushes: Op[][]; close(): void } = {
    view: emptyView(),
    pushes: [],
    close: () => slice.close(),
  };
  const slice = projections.openSlice('toy', shownOf(channel), followed.view, (ops) => {
    applyOps(followed.view, ops);
    followed.pushes.push(ops);
  });
  return followed;
}
const counts = ({ view }: { view: View }): Record<string, [open: number, overdue: number]> =>
  Object.fromEntries(
    [...(view.tables.get('flow') ?? [])].map(([key, row]) => {
      const { open, overdue } = row as FlowRow;
      return [key, [open, overdue]];
    }),
  );
function report(lng = 119.5): string {
  const made = world.record.send(testReport({ place: { lng, lat: 31 } }), duty);
  if (isRefusal(made)) throw new Error(made.reason);
  return made.id;
}

describe('the flow through the nodes', () => {
  it('counts what stands at each node of the scope; a node that is left has no row', () => {
    const [all, west] = [follow('flow:all'), follow('flow:grid/w')];
    const id = report(119.5);
    report(120.5);
    vi.advanceTimersByTime(1_000);
    expect(counts(all)).toEqual({ 'standard/reported': [2, 0] });
    world.record.take(id, 'accept', duty);
    vi.advanceTimersByTime(1_000);
    expect([counts(all), counts(west)]).toEqual([
      { 'standard/reported': [1, 0], 'standard/accepted': [1, 0] },
      { 'standard/accepted': [1, 0] },
    ]);
  });

  it('counts over at most once a second, and always once more after the last fact', () => {
    const all = follow('flow:all');
    vi.advanceTimersByTime(1_500);
    for (let i = 0; i < 40; i++) report();
    expect(all.pushes).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect([all.pushes.length, counts(all)]).toEqual([2, { 'standard/reported': [40, 0] }]);
    all.close();
    report();
    vi.advanceTimersByTime(5_000);
    expect(all.pushes).toHaveLength(2);
  });

  it('tells the late ones apart, where a clock has run out and still runs', () => {
    const all = follow('flow:all');
    const id = report();
    report();
    vi.advanceTimersByTime(24 * hourMs);
    world.record.send({ kind: 'lapse', incident: id, clock: 'filing' }, duty);
    vi.advanceTimersByTime(1_000);
    expect(counts(all)).toEqual({ 'standard/reported': [2, 1] });
  });

  it('lets go of what was closed and waits to be finished for more than seven days', () => {
    const all = follow('flow:all');
    const id = report();
    world.record.take(id, 'self-handle', duty, {
      note: '已就地处置',
      evidence: [{ kind: 'text', text: '现场照片', at: 0 }],
    });
    world.record.take(id, 'pass-check', { ...duty, id: 'duty2' });
    const closed = world.record.take(id, 'close', duty);
    expect(closed).toMatchObject({ node: 'closed', closedAt: monday9 });
    vi.advanceTimersByTime(1_000);
    expect(counts(all)).toEqual({ 'standard/closed': [1, 0] });
    vi.advanceTimersByTime(7 * dayMs + 60_000);
    expect(counts(all)).toEqual({});
  });
});
