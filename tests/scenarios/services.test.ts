import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import type { Form, Report } from '#shared/incident/command.ts';
import { drawLots, drawSeed } from '#shared/incident/draw.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { ringString } from '#shared/incident/rings.ts';
import type { Evidence } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { startClockwork } from '../../server/commands/clockwork.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { groundOf } from '../../server/packs/ground.ts';
import { packInWords } from '../../server/past/in-words.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { writeAnchor } from '../../server/storage/record/ledger-store.ts';
import { person } from '../support/county.ts';
import { deferred } from '../support/deferred.ts';
import { done, recordLane, type RecordLane } from '../support/orders.ts';
import { at } from '../support/procedure-walk.ts';

/** A real county's services on a real database, with the house's own clockwork and a clock in the hand. */
const county = 'xuxiake';
/** This county's steps take words (`packInWords`). */
const words = (text: string): Evidence[] => [{ kind: 'text', text, at: 0 }];
let pack: LoadedPack;
let lane: RecordLane;
let running: Awaited<ReturnType<typeof startClockwork>>;
beforeAll(async () => {
  pack = packInWords(must((await loadPacks({ ...packFolders(), only: [county] }))[0], county));
  lane = await recordLane({ packs: [pack], now: at('2026-11-23 09:00') });
  running = await clockwork();
});
afterAll(async () => {
  await running.stop();
  await lane.end();
});

const clockwork = (): ReturnType<typeof startClockwork> =>
  startClockwork({
    ...lane,
    clock: () => lane.time.now,
    anchor: async (id, when) => void (await writeAnchor(lane.database, id, when)),
  });
const who = (role: Person['role'], more: Partial<Person> = {}): Person =>
  person(role, { jurisdiction: county, ...more });
const duty = who('duty', { post: 'duty-officer' });
const ofUnit = (unit: string): Person => who('handler', { unit, post: 'handler' });

async function report(item: string, by: Person, form: Form): Promise<string> {
  const place = must(narrowCells(pack.grid)[0], 'a cell').centre;
  const command: Report = {
    kind: 'report',
    source: by.role === 'citizen' ? 'citizen' : 'department',
    item,
    title: item,
    detail: '',
    address: '',
    urgent: false,
    place,
    evidence: [],
    form,
  };
  return done(await lane.execute({ jurisdiction: county, by, command })).subject;
}

async function stateOf(id: string): Promise<Incident> {
  return must(await lane.records.incident(county, id), id);
}

async function take(id: string, by: Person, transition: string, form: Form = {}): Promise<Incident> {
  const { version } = await stateOf(id);
  const command = { kind: 'take', incident: id, version, transition, form } as const;
  done(await lane.execute({ jurisdiction: county, by, command }));
  return stateOf(id);
}

/** Waits until the clock itself has taken a step. */
async function taken(id: string, transition: string): Promise<Incident> {
  const { promise, resolve } = deferred();
  const stop = await lane.ledger.follow(county, 0, (entries) => {
    for (const { subject, fact } of entries)
      if (subject === id && fact.kind === 'advanced' && fact.transition === transition) resolve();
  });
  await promise;
  await stop();
  return stateOf(id);
}

it('an approval sends itself to the window, is traced through its five nodes and archives itself', async () => {
  const id = await report('approval-food-trade', who('citizen'), {
    'applicant-kind': 'enterprise',
    applicant: '某餐饮企业',
    reference: '91320281MA1ABCDE2X',
    agent: false,
  });
  const routed = await taken(id, 'route');
  const [lead, co] = routed.tasks.map(({ unit }) => unit);
  expect([lead, co, routed.node]).toEqual(['dept-approval', 'dept-market', 'at-window']);
  const window = ofUnit(must(lead, 'lead'));
  const market = ofUnit(must(co, 'co'));
  await take(id, window, 'accept', { window: 14 });
  await take(id, market, 'co-sign');
  await take(id, market, 'co-opinion', { opinion: 'agree', note: '现场符合' });
  // Four eyes, and four more: who accepts, reviews twice and grants are four people of the window.
  const other = (n: number): Person => ({ ...window, id: `${window.id}-${n}` });
  await take(id, other(2), 'first-review');
  await take(id, other(3), 'review');
  await take(id, other(4), 'complete', { licence: 'JY0001' });
  await take(id, duty, 'pick-up', { way: 'counter', rating: 5 });
  await taken(id, 'assess');
  lane.time.now += 5 * minuteMs;
  await running.stop();
  running = await clockwork();
  const end = await taken(id, 'archive');
  expect([ringString(end).slice(0, 8), end.data?.['opinion@dept-market']]).toEqual(['1--11111', 'agree']);
  expect(Object.keys(end.reached)).toEqual(
    expect.arrayContaining(['accepted', 'first-reviewed', 'reviewed', 'completed', 'picked-up']),
  );
});

it('a random inspection is drawn from the hash of the entry before it, and a violation found opens a case', async () => {
  const id = await report('random-safety', duty, { theme: '工贸企业安全抽查', joint: 'one' });
  const item = must(pack.items.get('random-safety'), 'item');
  await take(id, duty, 'draw-object');
  await take(id, duty, 'draw-officers');
  const drawn = await take(id, duty, 'assign');
  const entries = await lane.ledger.readSubject(county, id);
  for (const [i, draw] of must(drawn.draws, 'draws').entries()) {
    const entry = must(entries[i + 1], 'the entry of the draw');
    expect(await hashBefore(entry.seq)).toBe(draw.head);
    expect(draw.seed).toBe(drawSeed(draw.head, id, draw.from));
    const lots = groundOf(pack).pool(draw.from, item);
    expect(draw.picked.map((one) => one.id)).toEqual(drawLots(lots, draw.picked.length, draw.seed));
  }
  const [object, officers] = must(drawn.draws, 'draws');
  expect(item.draws).toContain(object?.picked[0]?.name.split(' ', 1)[0]);
  expect(officers?.picked).toHaveLength(2);
  const [lead, ...co] = drawn.tasks.map(({ unit }) => ofUnit(unit));
  const squad = must(lead, 'the leading squad');
  for (const one of co) {
    await take(id, one, 'co-sign');
    await take(id, one, 'co-report', { note: '共同检查' });
  }
  await take(id, squad, 'sign');
  const found = await take(id, squad, 'report-problem', {
    inspected: ['safety', 'records'],
    reason: '未开展安全培训',
    evidence: words('检查表'),
  });
  const child = must(found.children?.[0], 'the case').id;
  await take(id, duty, 'publish', { where: ['credit'] });
  expect((await stateOf(id)).node).toBe('published');
  await take(child, squad, 'claim');
  await take(child, squad, 'no-violation', { note: '当场改正', evidence: words('复查记录') });
  // The clock closes what waited for the case.
  expect((await taken(id, 'close')).children?.[0]?.outcome).toBe('not-filed');
  expect((await lane.ledger.verify(county)).bad).toBe(null);
});

async function hashBefore(seq: number): Promise<string> {
  return must((await lane.ledger.read(county, seq - 2, 1))[0], 'the entry before').hash;
}
