import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { Person } from '#shared/access/person.ts';
import type { PresenceRow, SeatRow } from '#shared/views/presence.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import { connect } from '../../client/stream/connect.ts';
import { person, testReport } from '../support/county.ts';
import { duty } from '../support/incident-world.ts';
import { openScreen, type Screen } from '../support/screen.ts';
import { openStage, openWorld, type Stage, type World } from '../support/stage.ts';

/** Who looks at what is told at once, to those whose scope holds the incident and to nobody else; a claim binds nobody. */
let world: World;
let stage: Stage;
let screens: Screen[];
let west: string;
let east: string;
const soonMs = 2_000;
const claimMs = 150;

const anna = person('duty', { id: 'duty1', name: 'seat 01' });
const ben = person('duty', { id: 'duty2', name: 'seat 02' });
const village = person('duty', { id: 'village', name: 'village seat', grids: ['w-1'] });
const eastern = person('duty', { id: 'eastern', name: 'eastern seat', grids: ['e'] });
const water = person('handler', { id: 'water', name: 'water works', unit: 'water' });

function reportAt(lng: number): string {
  const made = world.record.send(testReport({ place: { lng, lat: 31 } }), duty);
  if (isRefusal(made)) throw new Error(made.reason);
  return made.id;
}

beforeEach(async () => {
  world = openWorld();
  stage = await openStage(world);
  screens = [];
  west = reportAt(119.5);
  east = reportAt(120.5);
});
afterEach(async () => {
  for (const screen of screens) screen.close();
  await stage.stop();
});

async function desk(who: Person, channel: string): Promise<Screen> {
  const screen = openScreen({ url: stage.url, person: who, channels: [channel] });
  screens.push(screen);
  await screen.until('home', ({ consistent }) => consistent, soonMs);
  return screen;
}
const rowsOf = (screen: Screen): PresenceRow[] =>
  [...(screen.presence.tables.get('presence')?.values() ?? [])] as PresenceRow[];
const said = (screen: Screen): string[] =>
  rowsOf(screen)
    .map(({ who, incident, claimed }) => `${who} ${incident}${claimed ? ' claimed' : ''}`)
    .sort();
const until = (screen: Screen, what: readonly string[]): Promise<unknown> =>
  screen.until(what.join(), () => said(screen).join() === [...what].sort().join(), soonMs);

describe('who looks at what', () => {
  it('P1 is seen by others at once, follows along, and ends with the connection', async () => {
    const [a, b] = [await desk(anna, 'presence:all'), await desk(ben, 'presence:all')];
    a.feed.look({ incident: west, claim: false });
    await until(b, [`duty1 ${west}`]);
    expect(rowsOf(b)[0]).toMatchObject({ name: 'seat 01', unit: null });
    a.feed.look({ incident: east, claim: false });
    await until(b, [`duty1 ${east}`]);
    a.close();
    await until(b, []);
  });

  it('P2 is told to a scope only of the incidents in it', async () => {
    const all = await desk(anna, 'presence:all');
    const inVillage = await desk(village, 'presence:grid/w-1');
    const inEast = await desk(eastern, 'presence:grid/e');
    all.feed.look({ incident: west, claim: true });
    await until(inVillage, [`duty1 ${west} claimed`]);
    all.feed.look({ incident: east, claim: true });
    await until(inEast, [`duty1 ${east} claimed`]);
    await until(inVillage, []);
    expect(said(inEast)).toEqual([`duty1 ${east} claimed`]);
  });

  it('P3 an incident out of scope cannot be looked at, and the answer does not tell whether there is one', async () => {
    const all = await desk(anna, 'presence:all');
    const line = connect({
      jurisdiction: 'toy',
      screen: 'raw',
      url: stage.url,
      headers: { 'x-person': JSON.stringify({ ...village, id: 'v', name: 'v' }) },
    });
    await new Promise<void>((up) => {
      const none = (): void => undefined;
      line.open({
        onUp: () => up(),
        onDown: none,
        onRefused: none,
        onPortal: none,
        onHeard: none,
        onMessage: none,
      });
    });
    await line.send('hello', { protocol: protocolVersion, screen: 'raw' });
    const there = await line.send('looking', { incident: east, claim: true });
    const nowhere = await line.send('looking', { incident: 'no-such', claim: true });
    expect(isRefusal(there) && there.code).toBe('unknown');
    expect(there).toEqual(nowhere);
    expect(await line.send('looking', { incident: west, claim: true })).toBe('ok');
    await until(all, [`v ${west} claimed`]);
    line.close();
    await until(all, []);
  });

  it('P4 a unit learns of lookers when it gets a task, and is not named any longer when it loses it', async () => {
    const [all, unit] = [await desk(anna, 'presence:all'), await desk(water, 'presence:unit/water')];
    all.feed.look({ incident: west, claim: false });
    await until(all, [`duty1 ${west}`]);
    world.record.take(west, 'accept', duty);
    world.record.take(west, 'file', duty);
    expect(said(unit)).toEqual([]);
    world.record.take(west, 'dispatch', duty, { lead: 'water', co: [] });
    await until(unit, [`duty1 ${west}`]);
    unit.feed.look({ incident: west, claim: false });
    await until(all, [`duty1 ${west}`, `water ${west}`]);
    world.record.take(west, 'return', duty, { reason: '不属于本单位' });
    await until(unit, []);
    await until(all, [`duty1 ${west}`]);
  });

  it('P5 walls look on and are nobody', async () => {
    const all = await desk(anna, 'presence:all');
    const wall = await desk(person('wall'), 'presence:all');
    wall.feed.look({ incident: west, claim: true });
    all.feed.look({ incident: west, claim: false });
    await until(all, [`duty1 ${west}`]);
    expect(stage.metrics.counts.get('stream_refused_total')).toBe(1);
  });
});

describe('a call that is handed on', () => {
  it('P9 names the seats of officers to each other, and the call only where it is seen', async () => {
    const [a, b] = [await desk(anna, 'presence:all'), await desk(ben, 'presence:all')];
    const inEast = await desk(eastern, 'presence:grid/e');
    const unit = await desk(water, 'presence:unit/water');
    const seatsOf = (screen: Screen): string[] =>
      ([...(screen.presence.tables.get('seat')?.values() ?? [])] as SeatRow[])
        .map(({ who, passes }) => `${who}${passes ? ` ${passes.incident} → ${passes.to}` : ''}`)
        .sort();
    const seats = (screen: Screen, what: string[]) =>
      screen.until(`seats ${what.join()}`, () => seatsOf(screen).join() === what.join(), soonMs);
    a.feed.look({ incident: null, claim: false, pass: { incident: west, to: 'duty2' } });
    unit.feed.look({ incident: null, claim: false });
    await seats(b, [`duty1 ${west} → duty2`]);
    await seats(inEast, ['duty1']);
    a.feed.look({ incident: null, claim: false });
    await seats(b, ['duty1']);
    expect(seatsOf(unit)).toEqual([]);
    // A call that is not seen is handed to nobody, whether there is one or not.
    inEast.feed.look({ incident: null, claim: false, pass: { incident: west, to: 'duty2' } });
    inEast.feed.look({ incident: null, claim: false });
    await seats(b, ['duty1', 'eastern']);
    expect(stage.metrics.counts.get('stream_refused_total')).toBe(1);
    a.close();
    await seats(b, ['eastern']);
  });
});

describe('a claim', () => {
  it('P6 is one an incident: taking over ends the other, which cannot take it back unawares', async () => {
    const [a, b] = [await desk(anna, 'presence:all'), await desk(ben, 'presence:all')];
    a.feed.look({ incident: west, claim: true });
    await until(b, [`duty1 ${west} claimed`]);
    b.feed.look({ incident: west, claim: true });
    await until(a, [`duty1 ${west}`, `duty2 ${west} claimed`]);
    // A renewal that was under way when the other took over.
    a.feed.look({ incident: west, claim: true });
    a.feed.look({ incident: west, claim: false });
    a.feed.look({ incident: west, claim: true });
    await until(b, [`duty1 ${west} claimed`, `duty2 ${west}`]);
  });

  it('P7 a renewal on its way does not undo a take-over', async () => {
    const [a, b] = [await desk(anna, 'presence:all'), await desk(ben, 'presence:all')];
    a.feed.look({ incident: west, claim: true });
    b.feed.look({ incident: west, claim: true });
    await until(a, [`duty1 ${west}`, `duty2 ${west} claimed`]);
    a.feed.look({ incident: west, claim: true });
    b.feed.look({ incident: east, claim: false });
    await until(a, [`duty1 ${west}`, `duty2 ${east}`]);
  });

  it('P8 ends when it is not renewed, and is said again after a lost connection', async () => {
    const hasty = await openStage(world, { claimMs });
    const [a, b] = [anna, ben].map((who) =>
      openScreen({ url: hasty.url, person: who, channels: ['presence:all'] }),
    ) as [Screen, Screen];
    screens.push(a, b);
    for (const one of [a, b]) await one.until('home', ({ consistent }) => consistent, soonMs);
    a.feed.look({ incident: west, claim: true });
    await until(b, [`duty1 ${west} claimed`]);
    await until(b, [`duty1 ${west}`]);
    const at = must(rowsOf(b)[0], 'row').since;
    expect(Date.now() - at).toBeGreaterThanOrEqual(claimMs);
    const { port } = hasty;
    await hasty.stop();
    const again = await openStage(world, { port, claimMs: 60_000 });
    try {
      await until(b, [`duty1 ${west} claimed`]);
    } finally {
      a.close();
      b.close();
      await again.stop();
    }
  });

  it('P9 binds nobody: the other desk’s command is taken', async () => {
    const a = await desk(anna, 'presence:all');
    a.feed.look({ incident: west, claim: true });
    await until(a, [`duty1 ${west} claimed`]);
    expect(isRefusal(world.record.take(west, 'accept', ben))).toBe(false);
  });
});
