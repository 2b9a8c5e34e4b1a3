import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localMidnight } from '#shared/clock/deadline.ts';
import type { Form } from '#shared/incident/command.ts';
import { parseOrigin } from '#shared/duty/list.ts';
import { clockActor } from '#shared/incident/due.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { startClockwork } from '../../server/commands/clockwork.ts';
import { turnDuties } from '../../server/commands/turn-duties.ts';
import type { LedgerEntry } from '../../server/ports.ts';
import { writeAnchor } from '../../server/storage/record/ledger-store.ts';
import { person } from '../support/county.ts';
import { deferred } from '../support/deferred.ts';
import { dutyPack } from '../support/duty-county.ts';
import { calendar, monday9 } from '../support/incident-world.ts';
import { done, duty, recordLane, type RecordLane } from '../support/orders.ts';

const pack = dutyPack();
/** Monday 00:00 of the toy county; the eastern village begins its week on Tuesday. */
const monday = localMidnight(calendar, monday9);
let lane: RecordLane;
beforeEach(async () => {
  lane = await recordLane({ packs: [pack], now: monday });
});
afterEach(() => lane.end());

const turn = (since: number): Promise<void> => turnDuties(pack, since, lane.time.now, lane);
async function lists(): Promise<Incident[]> {
  const { rows } = await lane.database.pool.query<{ state: Incident }>(
    `SELECT state FROM incident WHERE origin LIKE 'duty:%' ORDER BY id`,
  );
  return rows.map(({ state }) => state);
}
const weekly = async (): Promise<Incident[]> =>
  (await lists()).filter(({ origin }) => parseOrigin(origin)?.rhythm === 'weekly');
const finish = (one: Incident, more: Form = {}) =>
  lane.take(person('field', { grids: ['w'] }), one.id, one.version, 'finish', {
    found: 2,
    'done-items': one.data?.['items'] as string[],
    ...more,
  });

describe('the lists of a day', () => {
  it('begin with the periods of the day and say post and period', async () => {
    await turn(monday - dayMs);
    const [first, ...others] = await weekly();
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      item: 'duty-weekly',
      node: 'issued',
      source: 'superior',
      detail: '本期 2 项',
      data: { post: '网格员' },
    });
    expect(first?.title).toMatch(/^w-1 网格员巡查任务清单（\d\d-\d\d 至 \d\d-\d\d）$/);
    expect(first?.grids).toContain('w-1');
    expect(first?.clocks['handling']?.dueAt).toBe(monday + 7 * dayMs);
  });

  it('begin once, however often the day turns and whatever became of them', async () => {
    await turn(monday - dayMs);
    await turn(monday - dayMs);
    const [one] = await weekly();
    done(await finish(must(one, 'a list')));
    await turn(monday - dayMs);
    // The keys of the house are forgotten in time; what was issued is not.
    await lane.database.pool.query('DELETE FROM command_key');
    await turn(monday - dayMs);
    const after = await weekly();
    expect(after.map(({ node }) => node)).toEqual(['closed']);
    expect(after[0]?.data).toMatchObject({ found: 2, 'done-items': after[0]?.data?.['items'] });
  });

  it('of a jump are those of the periods that run now, each once', async () => {
    await turn(monday - dayMs);
    lane.time.now = monday + 24 * dayMs + hourMs;
    await turn(monday);
    await turn(monday);
    const grids = (await weekly()).map(({ origin }) => parseOrigin(origin)?.grid);
    expect(grids).toEqual(['w-1', 'w-1', 'e-1']);
    const all = (await lists()).map(({ origin }) => origin);
    expect(new Set(all).size).toBe(all.length);
  });

  it('end as not done when their period is over', async () => {
    await turn(monday - dayMs);
    lane.time.now = monday + 7 * dayMs - 1;
    await turn(monday);
    expect((await weekly())[0]?.ended).toBe(undefined);
    lane.time.now = monday + 7 * dayMs;
    await turn(monday + dayMs);
    const [old, ...next] = (await weekly()).filter(({ grids }) => grids.includes('w-1'));
    expect(old).toMatchObject({ node: 'lapsed', ended: 'void' });
    expect(next.map(({ node }) => node)).toEqual(['issued']);
  });

  it('are finished by those of the place and nobody else', async () => {
    await turn(monday - dayMs);
    const one = must((await weekly())[0], 'a list');
    const stranger = person('field', { grids: ['e'] });
    const form = { found: 0, 'done-items': [], reason: '雨' };
    expect(await lane.take(stranger, one.id, one.version, 'finish', form)).toMatchObject({
      code: 'unknown',
    });
    // Two of three do not close a list, unless it is said which is left and why.
    expect(await finish(one, { 'done-items': ['巡查rivers'] })).toMatchObject({
      reason: 'done-items needs a reason',
    });
    expect(await finish(one, { found: -1 })).toMatchObject({ code: 'invalid' });
    expect(done(await finish(one)).kind).toBe('done');
  });

  it('name no person', async () => {
    await turn(monday - dayMs);
    for (const one of await lists()) {
      expect(one.reporter).toMatchObject({ id: clockActor.id });
      expect(one.tasks).toEqual([]);
      expect(Object.keys(one.data ?? {}).sort()).toEqual(['items', 'period', 'post']);
    }
  });
});

describe('the clocks of the house', () => {
  const clocks = () =>
    startClockwork({
      ...lane,
      clock: () => lane.time.now,
      anchor: async (id, at) => void (await writeAnchor(lane.database, id, at)),
    });
  /** Resolves once the ledger tells of `count` entries that `isIt` knows. */
  async function heard(count: number, isIt: (entry: LedgerEntry) => boolean): Promise<void> {
    const { promise, resolve } = deferred();
    let seen = 0;
    const stop = await lane.ledger.follow('toy', 0, (entries) => {
      seen += entries.filter(isIt).length;
      if (seen >= count) resolve();
    });
    await promise;
    await stop();
  }
  const lapsed = (id: string) => heard(1, ({ subject, fact }) => subject === id && fact.kind === 'lapsed');
  const issued = (count: number) =>
    heard(
      count,
      ({ fact }) => fact.kind === 'reported' && parseOrigin(fact.incident.origin)?.rhythm === 'weekly',
    );

  it('turn the day by themselves, over restarts and while nobody ran them', async () => {
    lane.time.now = monday - 2 * dayMs;
    const report = await lane.report({}, duty);
    lane.time.now = monday - hourMs;
    const first = await clocks();
    await lapsed(report);
    await first.stop();
    // It issues nothing of a period that had begun before.
    expect(await lists()).toEqual([]);
    lane.time.now = monday + hourMs;
    const second = await clocks();
    await issued(1);
    await second.stop();
    const third = await clocks();
    lane.time.now = monday + dayMs + hourMs;
    await issued(2);
    await third.stop();
    const fourth = await clocks();
    await fourth.stop();
    expect((await weekly()).map(({ origin }) => parseOrigin(origin)?.grid)).toEqual(['w-1', 'e-1']);
  });
});
