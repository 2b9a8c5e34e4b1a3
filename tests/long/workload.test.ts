import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dice, type Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { verifyChain } from '../../server/ledger/verify.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { befall, watcher, type Span } from '../support/faults.ts';
import { openScreen, type Screen } from '../support/screen.ts';
import { openNodeHouse, sendSomewhere, type NodeHouse } from '../support/server-nodes.ts';

/**
 * Two servers of one house (`NODES`) at work while dice decide who hangs, dies, and when Redis goes or forgets: readings, calls that are sent again,
 * officers who race for the same step, remarks, screens that look on. What was acknowledged is held against the tables from outside.
 * `MINUTES` (3) is how long, `SEED` repeats the dice of a run; the order in which a machine then does things is its own.
 */
const minutes = Number(process.env['MINUTES'] ?? 3);
/** How many servers there are. */
const nodes = Number(process.env['NODES'] ?? 2);
/** Names of the faults that may come; none: all. */
const only = (process.env['FAULTS'] ?? '').split(',').filter((name) => name !== '');
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
/** How far a screen may be behind what was acknowledged while nothing is amiss: a tick, the way across, a busy machine. */
const staleMs = 3_000;
/** What a fault may cost after its end: a term of the lease, a line found again. */
const healMs = 12_000;
/** Names what this run made. */
const word = `workload-${seed}`;

let house: NodeHouse;
let database: Database;
const screens: { name: string; screen: Screen }[] = [];
const officers: string[] = [];
let isOver = false;
/** The last answers are there as well. */
let isAnswered = false;

/** What was acknowledged, as whoever sent it heard it. */
const heard = {
  readings: [] as { sensor: string; at: number; value: number }[],
  calls: new Map<string, string>(),
  notes: new Set<string>(),
  steps: [] as { subject: string; version: number; seq: number }[],
  /** Answers that were another than the first under the same key; races that two won. */
  faults: [] as string[],
};
const lags: { ms: number; at: number; screen: string }[] = [];

beforeAll(async () => {
  process.stderr.write(`workload: SEED=${seed} MINUTES=${minutes} NODES=${nodes}\n`);
  house = await openNodeHouse(['a', 'b', 'c', 'd'].slice(0, nodes));
  const own = `${house.databaseUrl}?application_name=${watcher}`;
  database = await openDatabase(own, openLog('silent'), { connections: 4 });
  for (const login of ['duty1', 'duty2', 'chief']) officers.push(await signIn(login));
  for (const { name, url } of house.nodes) {
    const headers = { cookie: must(officers[0], 'a seat') };
    const screen = openScreen({ url, headers, jurisdiction: house.county });
    screens.push({ name, screen });
    await screen.until('home', ({ consistent }) => consistent, 20_000);
  }
}, 240_000);
afterAll(async () => {
  for (const { screen } of screens) screen.close();
  await database?.close();
  await house?.stop();
}, 60_000);

async function signIn(login: string): Promise<string> {
  const answer = await fetch(`${must(house.nodes[0], 'a').url}/api/${house.county}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: house.demo.password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

const token = (source: string): Record<string, string> => ({
  authorization: `Bearer ${must(house.demo.jurisdictions[house.county]?.sources[source], source)}`,
});
const command = (cookie: string, key: string, body: unknown, by: Dice) =>
  sendSomewhere(house, by, 'commands', { body, headers: { cookie, 'idempotency-key': key } });

interface Place {
  id: string;
  quantity: string;
  normal: [number, number];
  place: { lng: number; lat: number };
}

async function measure(by: Dice, sensors: readonly Place[]): Promise<void> {
  while (!isOver) {
    const at = Date.now();
    const rows = sensors.map(({ id, normal: [low, high] }, n) => ({
      sensor: id,
      at: at + n,
      value: Number((low + (high - low) * (0.1 + 0.8 * by.roll())).toFixed(1)),
    }));
    const { status } = await sendSomewhere(house, by, 'readings', {
      body: rows,
      headers: token('sim-devices'),
    });
    if (status < 300) heard.readings.push(...rows);
    await pause(by.between(100, 400));
  }
}

/** Calls come in; one in ten is sent again under its key, and must be answered as before. */
async function call(by: Dice, line: number, places: readonly Place[]): Promise<void> {
  const before: { key: string; body: unknown; subject: string }[] = [];
  for (let i = 0; !isOver; i++) {
    const again = before.length > 0 && by.chance(0.1) ? by.pick(before) : null;
    const name = `${line}-${i}`;
    const title = `路面破损 ${word} ${name}`;
    const fresh = { source: 'hotline', item: 'road-damage', title, detail: '来电反映', address: '' };
    const body = again?.body ?? { ...fresh, place: by.pick(places).place };
    const key = again?.key ?? `${word}-call-${name}`;
    const headers = { ...token('hotline'), 'idempotency-key': key };
    const { status, body: answer } = await sendSomewhere(house, by, 'reports', { body, headers });
    const { subject, id } = answer as { subject?: string; id?: string };
    const named = subject ?? id;
    if (status >= 300 || named === undefined)
      heard.faults.push(`call ${key}: ${status} ${JSON.stringify(answer)}`);
    else if (again && again.subject !== named)
      heard.faults.push(`call ${key}: ${again.subject}, then ${named}`);
    else if (!again) {
      before.push({ key, body, subject: named });
      heard.calls.set(title, named);
    }
    await pause(by.between(100, 500));
  }
}

/** Two officers race for each step of a matter; one of them has it. Remarks hinder nobody. */
async function race(by: Dice): Promise<void> {
  const next = new Map<string, 'accept' | 'file'>();
  for (let i = 0; !isOver; i++) {
    await pause(by.between(100, 300));
    const matters = [...heard.calls.values()];
    if (matters.length === 0) continue;
    const incident = by.pick(matters.slice(-40));
    const text = `${word} remark ${i}`;
    const note = command(
      by.pick(officers),
      `${word}-note-${i}`,
      { kind: 'note', incident, text, evidence: [] },
      by,
    );
    const transition = next.get(incident) ?? 'accept';
    const { rows } = await database.pool.query<{ version: number }>(
      'select version from incident where jurisdiction = $1 and id = $2',
      [house.county, incident],
    );
    const version = rows[0]?.version;
    if (version !== undefined && next.get(incident) !== 'file') {
      const take = { kind: 'take', incident, version, transition, form: {} };
      const answers = await Promise.all(
        officers.slice(0, 2).map((cookie, n) => command(cookie, `${word}-take-${i}-${n}`, take, by)),
      );
      const won = answers.filter(({ status }) => status < 300);
      if (won.length > 1) heard.faults.push(`two have ${transition} of ${incident} at ${version}`);
      for (const { body } of won) {
        heard.steps.push(body as (typeof heard.steps)[number]);
        acknowledge((body as { seq: number }).seq);
      }
      if (won.length > 0) next.set(incident, 'file');
    }
    const { status, body } = await note;
    if (status >= 300) heard.faults.push(`remark ${i}: ${JSON.stringify(body)}`);
    else heard.notes.add(text);
  }
}

/** Each screen is timed until it shows a step that was acknowledged; a remark changes no row of it. */
const awaited: { seq: number; at: number; left: Set<string> }[] = [];
function acknowledge(seq: number): void {
  awaited.push({ seq, at: performance.now(), left: new Set(screens.map(({ name }) => name)) });
}
/** Looks at the screens as a person would, twenty times a second; what they show never goes back. */
async function look(): Promise<void> {
  const shown = new Map<string, number>();
  while (!isAnswered || awaited.length > 0) {
    for (const { name, screen } of screens) {
      const { seq, mismatches } = screen.feed.freshness();
      if (seq < (shown.get(name) ?? 0))
        heard.faults.push(`screen ${name} went back from ${shown.get(name)} to ${seq}`);
      if (mismatches > 0) heard.faults.push(`screen ${name} held what the server had not`);
      shown.set(name, seq);
      for (const one of awaited)
        if (seq >= one.seq && one.left.delete(name))
          lags.push({ ms: performance.now() - one.at, at: one.at, screen: name });
    }
    for (let i = awaited.length - 1; i >= 0; i--) if (awaited[i]?.left.size === 0) awaited.splice(i, 1);
    await pause(50);
  }
}

test(
  'nothing acknowledged is lost or doubled, two never win one step, and no screen goes back or stays behind',
  async () => {
    const pack = JSON.parse(
      await readFile(path.resolve(import.meta.dirname, '../../server/packs/jiangyin/sensors.json'), 'utf8'),
    ) as Place[];
    const calm = pack.filter(({ quantity }) => ['soil-moisture', 'pm25'].includes(quantity)).slice(0, 40);
    const over = performance.now() + minutes * 60_000;
    const work = [
      measure(dice(seed + 1), calm),
      call(dice(seed + 2), 0, pack),
      call(dice(seed + 3), 1, pack),
      race(dice(seed + 4)),
    ];
    const looking = look();
    const { counts, amiss } = await befall(house, database, dice(seed), { until: over, healMs, only });
    isOver = true;
    await Promise.all(work);
    isAnswered = true;
    await Promise.race([looking, pause(30_000)]);
    const calmLags = lags.filter(({ at, ms }) => !amiss.some(({ from, to }) => at < to && at + ms > from));
    report(counts, calmLags);
    for (const line of worst(amiss)) process.stderr.write(`workload: ${line}\n`);
    for (const { name, url, server } of house.nodes) {
      const health = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) }).then(
        (answer) => answer.text(),
        String,
      );
      const words = server.said().split('\n').slice(-40).join('\n');
      if (!health.includes('"ok"')) process.stderr.write(`workload: ${name} ${health}\n${words}\n`);
    }
    await compare();
    expect(heard.faults).toEqual([]);
    expect(awaited.map(({ seq, left }) => `${seq} at ${[...left].join()}`)).toEqual([]);
    expect(lags.filter((one) => one.at + one.ms > boundOf(one.at, amiss))).toEqual([]);
  },
  minutes * 60_000 + 180_000,
);

/** By when a screen shows what was acknowledged at an instant: while something is amiss, once that has had its time to heal. */
function boundOf(at: number, amiss: readonly Span[]): number {
  let bound = at + staleMs;
  // In order of time; another fault may come before the last one is healed.
  for (const { from, to } of amiss) if (from <= bound && to >= at) bound = Math.max(bound, to + staleMs);
  return bound;
}

/** The screens that were behind for longest, with what befell the house meanwhile. */
function worst(amiss: readonly Span[]): string[] {
  const [first] = lags.map(({ at }) => at).toSorted((a, b) => a - b);
  const since = (at: number): string => ((at - (first ?? 0)) / 1000).toFixed(1);
  return lags
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 5)
    .map(({ at, ms, screen }) => {
      const met = amiss.filter(({ from, to }) => from < at + ms && to > at);
      const faults = met.map(({ from, to, what }) => `${what} ${since(from)}-${since(to - healMs)}`);
      return `screen ${screen} ${(ms / 1000).toFixed(1)} s behind from ${since(at)}: ${faults.join(', ')}`;
    });
}

function report(counts: ReadonlyMap<string, number>, calmLags: typeof lags): void {
  const at = (list: typeof lags, share: number): string =>
    String(
      Math.round(list.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(list.length * share)] ?? 0),
    );
  const spread = (list: typeof lags): string =>
    `p50 ${at(list, 0.5)} p99 ${at(list, 0.99)} most ${at(list, 0.99999)} ms`;
  const { readings, calls, notes, steps } = heard;
  process.stderr.write(
    `workload: ${readings.length} readings, ${calls.size} calls, ${notes.size} remarks, ${steps.length} steps; ` +
      `faults ${JSON.stringify(Object.fromEntries(counts))}; screens calm ${spread(calmLags)} (${calmLags.length}), ` +
      `all ${spread(lags)} (${lags.length}); load ${loadavg()[0]?.toFixed(1)}\n`,
  );
}

/** What was acknowledged against what is there. */
async function compare(): Promise<void> {
  const { pool } = database;
  const { county } = house;
  const { rows: stored } = await pool.query<{ sensor: string; at: number; value: number }>(
    `select n.sensor, r.at, r.value from reading r join sensor_number n on n.number = r.sensor where n.jurisdiction = $1`,
    [county],
  );
  const keyOf = ({ sensor, at, value }: { sensor: string; at: number; value: number }): string =>
    `${sensor} ${at} ${value}`;
  const there = new Set(stored.map(keyOf));
  expect(stored.length).toBe(there.size);
  expect(heard.readings.length).toBeGreaterThan(minutes * 500);
  expect(heard.readings.filter((one) => !there.has(keyOf(one))).length).toBe(0);

  const { rows: matters } = await pool.query<{ title: string; ids: string[] }>(
    `select title, array_agg(id) as ids from incident where jurisdiction = $1 and title like $2 group by title`,
    [county, `路面破损 ${word} %`],
  );
  expect(matters.filter(({ ids }) => ids.length !== 1)).toEqual([]);
  const idOf = new Map(matters.map(({ title, ids }) => [title, ids[0]]));
  expect([...heard.calls].filter(([title, id]) => idOf.get(title) !== id)).toEqual([]);

  const { rows: entries } = await pool.query<{
    seq: number;
    subject: string;
    version: number;
    text: string | null;
  }>(`select seq, subject, version, substring(body from $2) as text from ledger where jurisdiction = $1`, [
    county,
    `${word} remark [0-9]+`,
  ]);
  const at = new Map(entries.map(({ seq, subject, version }) => [seq, `${subject} ${version}`]));
  expect(new Set(at.values()).size).toBe(entries.length);
  expect(heard.steps.filter(({ seq, subject, version }) => at.get(seq) !== `${subject} ${version}`)).toEqual(
    [],
  );
  const said = entries.flatMap(({ text }) => (text === null ? [] : [text]));
  expect(new Set(said).size).toBe(said.length);
  const written = new Set(said);
  expect([...heard.notes].filter((text) => !written.has(text))).toEqual([]);
  expect((await verifyChain(database, county)).bad).toBeNull();
}
