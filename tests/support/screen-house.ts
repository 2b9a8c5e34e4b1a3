import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { dayMs } from '#shared/kernel/span.ts';
import { codeBytes, codeOf } from '#shared/report/code.ts';
import { hashToken } from '../../server/access/token.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { openLivingPacks } from '../../server/configuration/living.ts';
import { openLog } from '../../server/log.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { openAccessStore } from '../../server/storage/access/access-store.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { openPublicStore } from '../../server/storage/public/public-store.ts';
import { countingMetrics } from './county.ts';
import { signIn, testHouse } from './house.ts';
import type { HttpHouse, Knock, Told } from './http-house.ts';
import { testDatabaseUrl } from './postgres.ts';
import { openHands, type Clicked } from './screen-hands.ts';
import type { WalkHouse } from './walked-county.ts';

/**
 * A whole house with its screens in Chromium, for a walk. Its clock stands until the walk moves it, and what time does is left to the
 * walk: the lease of the county's clocks is held elsewhere, as by another server. So what the house would take by itself within a
 * second has its button until an officer pressed it.
 */
export async function openScreenHouse(
  pack: LoadedPack,
  clicked: Clicked[],
): Promise<WalkHouse & { url: string }> {
  const clock: HttpHouse['clock'] = { now: Date.now() };
  const now = (): number => clock.now ?? Date.now();
  const databaseUrl = await testDatabaseUrl();
  await holdLease(databaseUrl, pack.id);
  const house = await testHouse({
    clock: now,
    env: {
      PACKS: pack.id,
      DATABASE_URL: databaseUrl,
      SESSION_HOURS: '720',
      SESSION_IDLE_MINUTES: '43200',
    },
  });
  const log = openLog('silent');
  const database = await openDatabase(databaseUrl, log, { connections: 4 });
  const counties = [{ base: pack, now: pack, versions: [] }];
  const packs = await openLivingPacks({ database, clock: now, log, counties });
  const commands = await openExecute({ database, packs, clock: now, log, metrics: countingMetrics() });
  const reports = openPublicStore(database);
  const codes = new Map<string, string>();
  const hands = await openHands({ house, pack, now, codes, clicked });

  async function admitReporter(incident: string): Promise<void> {
    const code = codeOf(randomBytes(codeBytes));
    codes.set(incident, code);
    const row = { jurisdiction: pack.id, incident, codeHash: hashToken(code), at: now() };
    await reports.keep({ ...row, name: null, phone: null });
  }
  return {
    url: house.url,
    clock,
    demo: house.demo,
    execute: commands.execute,
    store: openAccessStore(database),
    admitReporter,
    signIn: (login) => Promise.resolve(knocks(house, pack.id, login)),
    byHand: hands.take,
    isSeated: hands.isSeated,
    async close() {
      await hands.close();
      await commands.stop();
      await packs.stop();
      await database.close();
      await house.stop();
    },
  };
}

async function holdLease(databaseUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const until = new Date(Date.now() + dayMs).toISOString();
  await client.query('INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)', [
    name,
    '00000000-0000-4000-8000-000000000000',
    until,
  ]);
  await client.end();
}

/** Requests of one person; a session that has ended meanwhile is begun anew. */
function knocks(house: Awaited<ReturnType<typeof testHouse>>, jurisdiction: string, login: string) {
  let cookie: Promise<string> | undefined;
  return async function knock(method: string, address: string, more: Knock = {}): Promise<Told> {
    for (let turn = 0; ; turn++) {
      cookie ??= signIn(house, jurisdiction, login);
      const { body, raw, headers } = more;
      const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await fetch(`${house.url}/api/${jurisdiction}${address}`, {
        method,
        headers: { cookie: await cookie, ...type, ...headers },
        ...(content === undefined ? {} : { body: content as string }),
      });
      if (answer.status === 401 && turn === 0) {
        cookie = undefined;
        continue;
      }
      const text = await answer.text();
      const isJson = /[/+]json\b/u.test(answer.headers.get('content-type') ?? '');
      const told = isJson && text !== '' ? (JSON.parse(text) as Told['body']) : {};
      return { status: answer.status, headers: answer.headers, text, body: told };
    }
  };
}

export type ScreenHouse = Awaited<ReturnType<typeof openScreenHouse>>;
