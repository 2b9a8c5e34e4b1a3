import { hash } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { columnsOf } from '../../server/commands/columns-of.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { appendPast, type DecidedEntry } from '../../server/ledger/bulk.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openLog } from '../../server/log.ts';
import type { Execute } from '../../server/ports.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { countingMetrics, person, testPack } from '../support/county.ts';
import { worldAt } from '../support/incident-world.ts';
import { noteStatements, openTwin, replayStatements } from './ledger-twin.ts';
import { quantile, type BenchResult } from './result.ts';

const closedLives = 12_000;
const clients = 8;
const rounds = 6;
const perRound = 1_600;
const pairs = 1_000;
const singles = 300;

/**
 * The ledger on a durable PostgreSQL of its own. `ours` is the walk of the whole chain, its limit SHA-256 of the same bytes in
 * memory, entry by entry; in `detail` are dispatches by eight clients at once against the very same statements asked of a twin
 * database one after the other, and against bare INSERTs of the same body by eight connections, which keep no chain; what one client
 * alone waits, the bulk door, and the winners of racing pairs.
 */
export async function run(): Promise<BenchResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-bench-'));
  // As root PostgreSQL runs under another account, which must be able to enter.
  await chmod(folder, 0o755);
  const log = openLog('silent');
  const postgres = await startPostgres(folder, log);
  const database = await openDatabase(postgres.url, log);
  const pack = testPack();
  const options = { database, packs: stillPacks([pack]), clock: Date.now, log, metrics: countingMetrics() };
  const twin = await openTwin(database, postgres.url);
  const door = await openExecute(options);
  const fill = (into: Database, past: ReturnType<typeof makePast>): Promise<unknown> =>
    appendPast(
      into,
      pack.id,
      () => past,
      (incident) => columnsOf(pack, incident),
    );
  try {
    await fill(twin, makePast());
    const past = makePast();
    const began = performance.now();
    await fill(database, past);
    const bulk = (past.entries.length / (performance.now() - began)) * 1000;
    const verified = await compareVerify(database);
    const dispatched = await compareDispatch(door.execute, database, twin, past.filed);
    return {
      name: 'ledger',
      ours: Math.round(verified.ours),
      limit: Math.round(verified.limit),
      ratio: verified.ours / verified.limit,
      unit: 'verified entries/s',
      n: past.entries.length * rounds,
      detail: {
        bytesAnEntry: Math.round(verified.bytes / past.entries.length),
        ...dispatched,
        bulkEntriesPerSecond: Math.round(bulk),
      },
    };
  } finally {
    await door.stop();
    await twin.close();
    await database.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Closed lives, for the chain's length, and filed ones that wait to be dispatched; all copies of two that were really lived. */
function makePast() {
  const pack = testPack();
  const lived = { closed: worldAt('closed', 60_000), filed: worldAt('filed', 60_000) };
  const entries: DecidedEntry[] = [];
  const incidents: Incident[] = [];
  const filed: { incident: string; version: number }[] = [];
  const wanted = rounds * perRound + pairs + singles;
  for (let serial = 1; serial <= closedLives + wanted; serial++) {
    const id = incidentNumber(pack.pack.identity.code, '20261122', serial);
    const { events, state } = serial <= closedLives ? lived.closed : lived.filed;
    const incident = { ...must(state, 'a life'), id };
    incidents.push(incident);
    if (serial > closedLives) filed.push({ incident: id, version: incident.version });
    events.forEach(({ by, fact }, index) => {
      const own = fact.kind === 'reported' ? { ...fact, incident: { ...fact.incident, id } } : fact;
      entries.push({ at: 1_795_000_000_000 + serial, subject: id, version: index + 1, by, fact: own });
    });
  }
  return { entries, filed, end: () => ({ incidents, day: '20261122', serial: incidents.length }) };
}

async function compareVerify(database: Database): Promise<{ ours: number; limit: number; bytes: number }> {
  const ledger = openLedger(database, openLog('silent'));
  const { rows } = await database.pool.query<{ text: string }>(
    `SELECT concat_ws(E'\\n', lag(hash, 1, repeat('0', 64)) OVER (ORDER BY seq),
       jurisdiction, seq, at, subject, version, body) AS text FROM ledger ORDER BY seq`,
  );
  const texts = rows.map(({ text }) => Buffer.from(text));
  const [ours, limit]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    let began = performance.now();
    const { entries, bad } = await ledger.verify('toy');
    ours.push((entries / (performance.now() - began)) * 1000);
    if (bad || entries !== texts.length)
      throw new Error(`verify: ${entries} entries, ${JSON.stringify(bad)}`);
    began = performance.now();
    for (const text of texts) hash('sha256', text, 'hex');
    limit.push((texts.length / (performance.now() - began)) * 1000);
  }
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  return { ours: quantile(ours, 0.5), limit: quantile(limit, 0.5), bytes };
}

async function compareDispatch(
  execute: Execute,
  database: Database,
  twin: Database,
  filed: { incident: string; version: number }[],
) {
  const officers = Array.from({ length: clients }, (_, index) => person('duty', { id: `duty-${index}` }));
  const dispatch = async (one: (typeof filed)[number], client: number): Promise<boolean> => {
    const command: IncidentCommand = {
      kind: 'take',
      ...one,
      transition: 'dispatch',
      form: { lead: 'city', co: ['water'] },
    };
    const by = must(officers[client], 'an officer');
    return !isRefusal(await execute({ jurisdiction: 'toy', by, key: `${client}-${one.incident}`, command }));
  };
  await database.pool.query('CREATE TABLE bare (id bigint PRIMARY KEY, body text NOT NULL)');
  const body = must(
    (
      await database.pool.query<{ body: string }>(
        `SELECT body FROM ledger WHERE body LIKE '%"dispatch"%' LIMIT 1`,
      )
    ).rows[0],
    'a dispatch',
  ).body;
  const insert = (id: number): Promise<unknown> =>
    database.pool.query({ name: 'bare', text: 'INSERT INTO bare VALUES ($1, $2)', values: [id, body] });
  const [ours, limit, chain]: [number[], number[], number[]] = [[], [], []];
  const tape = noteStatements(database);
  for (let round = 0; round < rounds; round++) {
    const mine = filed.splice(0, perRound);
    ours.push(
      await rate(perRound, (index, client) => dispatch(must(mine[index], 'a filed incident'), client)),
    );
    chain.push((perRound / (await replayStatements(twin, tape.take()))) * 1000);
    limit.push(await rate(perRound, (index) => insert(round * perRound + index)));
  }
  const winners = await Promise.all(
    filed
      .splice(0, pairs)
      .map(async (one) => (await Promise.all([dispatch(one, 0), dispatch(one, 1)])).filter(Boolean)),
  );
  const alone: number[] = [];
  for (const one of filed.splice(0, singles)) {
    const began = performance.now();
    await dispatch(one, 0);
    alone.push(performance.now() - began);
  }
  const [mine, bare, same] = [quantile(ours, 0.5), quantile(limit, 0.5), quantile(chain, 0.5)];
  return {
    dispatchesPerSecond: Math.round(mine),
    sameStatementsPerSecond: Math.round(same),
    dispatchRatio: mine / same,
    bareInsertsPerSecond: Math.round(bare),
    bareRatio: mine / bare,
    racingPairs: pairs,
    pairsWithOneWinner: winners.filter(({ length }) => length === 1).length,
    aloneP50Ms: quantile(alone, 0.5),
    aloneP99Ms: quantile(alone, 0.99),
  };
}

/** Things a second when so many clients do `count` of them, each one after another. */
async function rate(
  count: number,
  act: (index: number, client: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (next < count) await act(next++, client);
    }),
  );
  return (count / (performance.now() - began)) * 1000;
}
