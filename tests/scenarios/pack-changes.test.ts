import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Procedure } from '#shared/procedure/schema.ts';
import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { meetRecord } from '../../server/running/meet-record.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { countingMetrics, person, testPack, testReport } from '../support/county.ts';
import { item } from '../support/incident-world.ts';
import { done, duty, recordLane, type RecordLane } from '../support/orders.ts';

/** A pack that changes between two starts, under matters that began with what it was. */
let lane: RecordLane;
let said: { words: string; what: Record<string, unknown> }[] = [];
const meet = async (pack: LoadedPack) => {
  said = [];
  const tell = (what: Record<string, unknown>, words: string): void => void said.push({ words, what });
  return meetRecord(lane.database, { packs: [pack], closed: [] }, {
    ...lane.log,
    error: tell,
    warn: tell,
  } as never);
};
const without = (id: string): LoadedPack => {
  const pack = testPack();
  const left = pack.pack.catalogue.filter((one) => one.id !== id);
  return {
    ...pack,
    pack: { ...pack.pack, catalogue: left },
    items: new Map(left.map((one) => [one.id, one])),
  };
};
/** The house after a start with this pack. */
async function restarted(pack: LoadedPack) {
  const { packs } = await meet(pack);
  const node = await openExecute({
    database: lane.database,
    packs: stillPacks(packs),
    log: lane.log,
    metrics: countingMetrics(),
    clock: () => lane.time.now,
  });
  const take = (incident: string, version: number, transition: string) =>
    node.execute({
      jurisdiction: 'toy',
      by: duty,
      command: { kind: 'take', incident, version, transition, form: {} },
    });
  return { ...node, take, pack: must(packs[0], 'pack') };
}

beforeAll(async () => {
  lane = await recordLane();
  await meet(testPack());
});
afterAll(() => lane.end());

it('an item taken out goes on for the matters that began with it, by its name and its limits; nothing new begins with it', async () => {
  const incident = await lane.report();
  done(await lane.take(duty, incident, 1, 'accept'));
  const house = await restarted(without(item.id));
  expect(said).toEqual([]);
  expect(house.pack.retired?.items).toEqual([item]);
  expect(done(await house.take(incident, 2, 'file')).version).toBe(3);
  const { clocks } = must(await lane.records.incident('toy', incident), incident);
  expect(clocks['whole']).toBeDefined();
  expect(await house.execute({ jurisdiction: 'toy', by: duty, command: testReport() })).toMatchObject({
    code: 'unknown',
    field: 'item',
  });
  await house.stop();
  expect((await meet(testPack())).packs[0]?.retired).toBe(undefined);
});

it('a limit for new matters alone leaves theirs to those that began before it; one for all takes along what is yet to start', async () => {
  const [kept, moved] = [await lane.report(), await lane.report()];
  for (const incident of [kept, moved]) done(await lane.take(duty, incident, 1, 'accept'));
  const longer = {
    ...item,
    limits: { ...item.limits, dispatch: { amount: 99, unit: 'urgent-minute' as const } },
  };
  const base = testPack();
  const pack = { ...base, items: new Map([...base.items, [item.id, longer]]) };
  const since = lane.time.now + 1;
  const limitOf = async (incident: string): Promise<unknown> =>
    must(await lane.records.incident('toy', incident), incident).clocks['dispatch']?.limit;

  const forNew = await restarted({
    ...pack,
    formerItem: (id, began) => (id === item.id && began < since ? item : undefined),
  });
  done(await forNew.take(kept, 2, 'file'));
  expect(await limitOf(kept)).toEqual(item.limits['dispatch']);
  await forNew.stop();
  const forAll = await restarted(pack);
  done(await forAll.take(moved, 2, 'file'));
  expect(await limitOf(moved)).toEqual(longer.limits.dispatch);
  await forAll.stop();
  await meet(testPack());
});

it('an item that nobody kept is told by name at the start, and its matters refuse a step with the reason', async () => {
  const incident = await lane.report();
  await lane.database.pool.query("DELETE FROM pack_part WHERE kind = 'item' AND id = $1", [item.id]);
  const house = await restarted(without(item.id));
  expect(said.map(({ what }) => what['what'])).toContainEqual(
    expect.stringMatching(new RegExp(`\\d+ unfinished matters \\(.*\\) are of the item "${item.id}"`)),
  );
  expect(await house.take(incident, 1, 'accept')).toMatchObject({
    code: 'not-now',
    reason: `its item ${item.id} is not in the pack any more: put it back`,
  });
  await house.stop();
  await meet(testPack());
});

it('a procedure that is gone is kept as well; where nobody kept it the county stays closed and says which matters want it', async () => {
  const pack = testPack();
  const procedures = new Map([...pack.procedures].filter(([id]) => id !== 'standard'));
  const changed = { ...pack, procedures, pack: { ...pack.pack, procedures: [...procedures.values()] } };
  const { packs } = await meet(changed);
  expect(packs[0]?.procedures.get('standard')).toEqual(
    pack.procedures.get('standard') satisfies Procedure | undefined,
  );
  await lane.database.pool.query("DELETE FROM pack_part WHERE kind = 'procedure'");
  const alone = await meet(changed);
  expect(alone.packs).toEqual([]);
  expect(alone.closed.map(({ id, faults }) => [id, faults[0]?.reason])).toEqual([
    ['toy', expect.stringMatching(/unfinished matters .* follow the procedure "standard"/)],
  ]);
  const other = testPack('other', '320999');
  const beside = await meetRecord(lane.database, { packs: [changed, other], closed: [] }, lane.log);
  expect([beside.packs.map(({ id }) => id), beside.closed.map(({ id }) => id)]).toEqual([['other'], ['toy']]);
  await meet(testPack());
});

it('a grid that is gone is told by name with its matters, and one that was renamed takes them and its people along', async () => {
  const incident = await lane.report();
  const [before = ''] = must(await lane.records.incident('toy', incident), incident).grids;
  await lane.database.pool.query(
    `INSERT INTO person (jurisdiction, id, login, name, role, grids, hash, demo, disabled, made_at)
     VALUES ('toy', 'p', 'p', 'p', 'duty', ARRAY[$1, 'x'], '', false, false, 0)`,
    [before],
  );
  const pack = testPack();
  const cell = must(pack.grid.byId.get(before), before);
  const byId = new Map([...pack.grid.byId].filter(([id]) => id !== before)).set('renamed', {
    ...cell,
    id: 'renamed',
  });
  const changed = { ...pack, grid: { ...pack.grid, byId } };
  await meet(changed);
  expect(said.map(({ what }) => [what['grid'], what['name']])).toEqual([[before, cell.name]]);
  expect(Number(said[0]?.what['matters'])).toBeGreaterThan(0);
  await meet({ ...changed, pack: { ...changed.pack, formerly: { grids: { [before]: 'renamed' } } } });
  const state = must(await lane.records.incident('toy', incident), incident);
  expect(state.grids[0]).toBe('renamed');
  const { rows } = await lane.database.pool.query<{ l1: string; grids: string[] }>(
    `SELECT l1, (SELECT grids FROM person WHERE id = 'p') AS grids FROM incident WHERE id = $1`,
    [incident],
  );
  expect(rows).toEqual([{ l1: 'renamed', grids: ['renamed', 'x'] }]);
  expect((await meet(changed)).packs).toHaveLength(1);
  expect(said).toEqual([]);
  expect((await lane.ledger.verify('toy')).bad).toBe(null);
  const seen = await lane.execute({
    jurisdiction: 'toy',
    by: person('duty', { grids: ['renamed'] }),
    command: { kind: 'note', incident, text: '已联系', evidence: [] },
  });
  expect(seen.kind).toBe('done');
});
