import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { sweep } from '../support/lane.ts';
import { freePorts } from '../support/ports.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';

const crashes = sweep(6, 20);
const seed = 20_261_122;
/** Of four people together, each of whom may report 120 times a minute. */
const reportEveryMs = 130;
const sensors = ['SB-0001', 'SB-0002', 'SB-0003'];

/** What the house has acknowledged; it may hold more, never less, and nothing twice. */
interface Acknowledged {
  /** `sensor@instant`. */
  readings: Set<string>;
  /** Idempotency key → the incident it made. */
  reports: Map<string, string>;
}

/** Sends as devices and people do: one thing after another, the same again until it is answered. */
function keepSending(url: string, demo: DemoFile, known: Acknowledged): { stop(): Promise<void> } {
  const place = must(demo.jurisdictions['jiangyin'], 'jiangyin');
  let stopped = false;
  let serial = 0;
  const base = Date.now() - 600_000;
  const post = (to: string, body: unknown, headers: Record<string, string>): Promise<Response | null> =>
    fetch(`${url}/api/jiangyin/${to}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    }).catch(() => null);

  async function untilTaken(to: string, body: unknown, headers: Record<string, string>): Promise<unknown> {
    while (!stopped) {
      const answer = await post(to, body, headers);
      const told = (await answer?.json().catch(() => null)) as { refused?: { code: string }[] } | null;
      // What was stored while its answer was lost is told as a duplicate at the second try.
      if (answer?.ok || told?.refused?.every(({ code }) => code === 'duplicate')) return told;
      await pause(50);
    }
    return null;
  }

  async function sendReadings(): Promise<void> {
    const authorization = `Bearer ${place.sources['sim-devices']}`;
    while (!stopped) {
      const at = base + (serial += 1);
      const batch = sensors.map((sensor) => ({ sensor, at, value: serial % 7 }));
      if (await untilTaken('readings', batch, { authorization }))
        for (const sensor of sensors) known.readings.add(`${sensor}@${at}`);
    }
  }

  async function signIn(login: string): Promise<string> {
    let cookie = '';
    while (!stopped && !cookie) {
      const answer = await post('session', { login, password: demo.password }, {});
      cookie =
        answer?.headers
          .getSetCookie()
          .map((line) => line.split(';')[0])
          .join('; ') ?? '';
    }
    return cookie;
  }

  async function sendReports(): Promise<void> {
    const cookies = await Promise.all(['duty1', 'duty2', 'duty3', 'chief'].map(signIn));
    for (let n = 0; !stopped; n++, await pause(reportEveryMs)) {
      // One person reports no more than a hand can write.
      const cookie = cookies[n % cookies.length] ?? '';
      const key = `crash-report-${n}`;
      const command = {
        kind: 'report',
        source: 'patrol',
        item: 'exposed-rubbish',
        title: `暴露垃圾 ${n}`,
        detail: '',
        place: { lng: 120.27, lat: 31.91 },
        address: '',
        urgent: false,
        evidence: [],
      };
      const answer = await untilTaken('commands', command, { cookie, 'idempotency-key': key });
      const subject = (answer as { subject?: string } | null)?.subject;
      if (subject) known.reports.set(key, subject);
    }
  }

  const running = Promise.all([sendReadings(), sendReports()]);
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function isWell(url: string): Promise<void> {
  for (const until = Date.now() + 60_000; ; await pause(50)) {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error('the house does not come back');
  }
}

/** Resolves when something more was acknowledged in both lanes: a crash in idleness proves nothing. */
async function progress(known: Acknowledged): Promise<void> {
  const until = Date.now() + 60_000;
  const before = { readings: known.readings.size, reports: known.reports.size };
  while (known.readings.size <= before.readings || known.reports.size <= before.reports) {
    if (Date.now() > until) throw new Error(`nothing more is acknowledged after ${JSON.stringify(before)}`);
    await pause(20);
  }
}

test(
  `${crashes} kill -9 of the server or its PostgreSQL (seed ${seed}): all that was acknowledged is there once, and the chain verifies`,
  { timeout: 900_000 },
  async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-house-crash-'));
    await chmod(dataDir, 0o755);
    const [port = 0, mqttPort = 0] = await freePorts(2);
    const env = { PORT: String(port), MQTT_PORT: String(mqttPort), LOG_LEVEL: 'error' };
    let server: ServerProcess = await startServer(dataDir, env);
    const demo = JSON.parse(await readFile(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile;
    const known: Acknowledged = { readings: new Set(), reports: new Map() };
    const sender = keepSending(server.url, demo, known);
    onTestFinished(async () => {
      await sender.stop();
      await server.end('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    });

    const chance = dice(seed);
    for (let n = 0; n < crashes; n++) {
      await progress(known);
      await pause(chance.roll() * 300);
      if (chance.roll() < 0.5) {
        await server.end('SIGKILL');
        server = await startServer(dataDir, env);
      } else {
        const [pid] = (await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n');
        process.kill(Number(pid), 'SIGKILL');
      }
      await isWell(server.url);
    }
    await progress(known);
    await sender.stop();
    // A stop that fails says why: what it said stands beside its code.
    const code = await server.end('SIGTERM');
    expect(code, server.said()).toBe(0);

    const postgres = await startPostgres(dataDir, openLog('silent'));
    const database = await openDatabase(postgres.url, openLog('silent'));
    try {
      const { rows: stored } = await database.pool.query<{ place: string; n: number }>(
        `select s.sensor || '@' || r.at as place, count(*) as n from reading r join sensor_number s on s.number = r.sensor group by 1`,
      );
      const copies = new Map(stored.map(({ place, n }) => [place, n]));
      expect([...known.readings].filter((place) => copies.get(place) !== 1)).toEqual([]);
      const { rows: told } = await database.pool.query<{ title: string; n: number; id: string }>(
        `select title, count(*) as n, min(id) as id from incident where title like '暴露垃圾 %' group by 1`,
      );
      const incidents = new Map(told.map(({ title, n, id }) => [title, { n, id }]));
      const wrong = [...known.reports].filter(([key, id]) => {
        const found = incidents.get(`暴露垃圾 ${key.replace('crash-report-', '')}`);
        return found?.n !== 1 || found.id !== id;
      });
      expect(wrong).toEqual([]);
      const { bad, entries } = await openLedger(database, openLog('silent')).verify('jiangyin');
      expect(bad).toBeNull();
      expect(entries).toBeGreaterThanOrEqual(known.reports.size);
    } finally {
      await database.close();
      await postgres.stop();
    }
  },
);
