import type { Directory } from '#shared/access/directory.ts';
import type { IdentityProvider } from '#shared/access/provider.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { must } from '#shared/kernel/must.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { openHistory, type History } from '../../server/history/history.ts';
import { openAccess, type AccessRoom, type FactorDuty } from '../../server/access/access.ts';
import { openImports, type Imports } from '../../server/access/people-import.ts';
import { admitDemo, demoPassword, type DemoFile } from '../../server/access/demo.ts';
import { openAudit, type Audit } from '../../server/audit/audit.ts';
import { cluesBehind } from '../../server/clues/meters.ts';
import { fencesBehind } from '../../server/fences/fences.ts';
import { openTrackStore } from '../../server/storage/readings/track-store.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { makeApp, type App } from '../../server/http/app.ts';
import type { Limits } from '../../server/http/limits.ts';
import { tellerOf } from '../../server/http/routes/source-matters.ts';
import { openOutgoing } from '../../server/outgoing/outgoing.ts';
import { openOutgoingStore } from '../../server/storage/public/outgoing-store.ts';
import { openEvidence } from '../../server/evidence/evidence.ts';
import { evidenceFolder } from '../../server/evidence/folder.ts';
import { liveFile } from '../../server/simulator/video/live.ts';
import { openClueStore } from '../../server/storage/readings/clue-store.ts';
import { openLampStore } from '../../server/storage/readings/lamp-store.ts';
import { openPictureStore } from '../../server/storage/readings/picture-store.ts';
import { openModels } from '../../server/models/models.ts';
import { openAlarmDesk } from '../../server/alarms/desk.ts';
import { openRehearsal } from '../../server/rules/rehearsal.ts';
import { examine } from '../../server/running/examine.ts';
import { startWatchman } from '../../server/rules/watchman.ts';
import { openAlarmStore } from '../../server/storage/readings/alarm-store.ts';
import { openDoors, type OpenDoors } from '../../server/ingest/doors.ts';
import { openWallRoom } from '../../server/house/walls.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openProofs } from '../../server/ledger/prove.ts';
import { openRecords } from '../../server/ledger/records.ts';
import { openReplay } from '../../server/replay/replay.ts';
import { openDrillRoom } from '../../server/house/past.ts';
import { openHotPast } from '../../server/storage/replay/hot-past.ts';
import { openMomentQueries } from '../../server/storage/replay/moment-queries.ts';
import { openHeard } from '../../server/register/heard.ts';
import { openSystemStore, type SystemStore } from '../../server/storage/world/system-store.ts';
import { openReplayStore } from '../../server/storage/replay/replay-store.ts';
import { openLog } from '../../server/log.ts';
import { standAlone } from '../../server/node/alone.ts';
import { reasonOfClosed } from '../../server/packs/fault.ts';
import type { ClosedPack } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import type { Doors, EvidenceRoom, Execute, FigureTotals, Messages } from '../../server/ports.ts';
import { openIndicators } from '../../server/indicators/indicators.ts';
import { openHotLane } from '../../server/readings/lane.ts';
import { readTrend } from '../../server/readings/trend.ts';
import { openWorldRecords, type WorldRecords } from '../../server/records/records.ts';
import { openFilterStore } from '../../server/storage/access/saved-filters.ts';
import { openFigureTotals } from '../../server/figures/figure-totals.ts';
import { openSearchIndex } from '../../server/search/search-index.ts';
import { openAccessStore, type AccessStore } from '../../server/storage/access/access-store.ts';
import { openAuditStore } from '../../server/storage/access/audit-store.ts';
import { openImportStore } from '../../server/storage/access/import-store.ts';
import { openPeopleStore } from '../../server/storage/access/people-store.ts';
import { grantGround } from '../../server/queries/scope-of-pack.ts';
import { openDeputyStore } from '../../server/storage/access/deputy-store.ts';
import { openNoticeStore } from '../../server/storage/access/notice-store.ts';
import { openSeatStore } from '../../server/storage/access/seat-store.ts';
import { openCreditEntries } from '../../server/records/credit-entries.ts';
import { openLotGrades, type LotGrades } from '../../server/records/lot-grades.ts';
import { openSealing } from '../../server/records/sealing.ts';
import { openWorldQueries } from '../../server/storage/world/world-queries.ts';
import type { Database } from '../../server/storage/database.ts';
import { openDutyQueries } from '../../server/storage/record/duty-queries.ts';
import { openBreakdownQueries } from '../../server/storage/figures/figure-breakdown.ts';
import { openFigureQueries } from '../../server/storage/figures/figure-queries.ts';
import { openGazetteers } from '../../server/packs/named-places.ts';
import { openPublicStore } from '../../server/storage/public/public-store.ts';
import { openLostStore } from '../../server/storage/public/lost-store.ts';
import { openScoreQueries } from '../../server/storage/figures/score-queries.ts';
import { openWarningQueries } from '../../server/storage/record/warning-queries.ts';
import { openStandingQueries } from '../../server/storage/figures/standing-queries.ts';
import { openSupervisionQueries } from '../../server/storage/record/supervision-queries.ts';
import { openIncidentQueries } from '../../server/storage/record/incident-queries.ts';
import { openNearbyQueries } from '../../server/storage/record/nearby-queries.ts';
import { openCounties } from '../../server/house/brought.ts';
import { openConfiguration } from '../../server/configuration/configuration.ts';
import { openLivingPacks } from '../../server/configuration/living.ts';
import { countingMetrics } from './county.ts';
import { testDatabase } from './postgres.ts';
import { openWorks } from '../../server/works.ts';

/** The HTTP face over a real database, ledger and hot lane, with the demo people let in. */
export interface HttpHouse extends App {
  url: string;
  database: Database;
  store: AccessStore;
  access: AccessRoom;
  audit: Audit;
  imports: Imports;
  history: History;
  demo: DemoFile;
  execute: Execute;
  doors: Doors;
  /** Doors as those of another server, or of this one when it has started again; what is not told for `termMs` is another's. */
  moreDoors(termMs: number): OpenDoors;
  totals: FigureTotals;
  world: WorldRecords;
  evidence: EvidenceRoom & { sweep(): Promise<void> };
  /** Its files. */
  evidenceDir: string;
  /** Milliseconds added to the clock. */
  clock: { now: number | null };
  /** Calls of other systems, written when asked to. */
  heard: { write(): Promise<void> };
  systems: SystemStore;
  knock(method: string, address: string, more?: Knock): Promise<Told>;
  /** A knock with the cookie of someone who has signed in. */
  signIn(
    login: string,
    jurisdiction?: string,
  ): Promise<(method: string, address: string, more?: Knock) => Promise<Told>>;
  close(): Promise<void>;
}
export interface Knock {
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
}
export interface Told {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  text: string;
}

export async function openHttpHouse(
  loaded: LoadedPack[],
  options: {
    limits?: Partial<Limits>;
    behindTls?: boolean;
    trustProxy?: string[];
    publicWork?: number;
    clientDir?: string;
    publicDir?: string;
    closed?: readonly ClosedPack[];
    factorFor?: FactorDuty;
    providers?: Readonly<Record<string, IdentityProvider>>;
    directories?: Readonly<Record<string, Directory>>;
    messages?: Messages;
    /** How long sessions last. */
    terms?: { longestMs: number; idleMs: number };
  } = {},
): Promise<HttpHouse> {
  const { database, stop } = await testDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-http-'));
  const log = openLog('silent');
  const metrics = countingMetrics();
  const clock: HttpHouse['clock'] = { now: null };
  const now = (): number => clock.now ?? Date.now();
  const store = openAccessStore(database);
  const access = openAccess({
    store,
    lists: openPeopleStore(database),
    seats: openSeatStore(database),
    deputies: openDeputyStore(database),
    notices: openNoticeStore(database),
    providers: options.providers ?? {},
    directories: options.directories ?? {},
    log,
    unitName: (_jurisdiction, unit) => `单位 ${unit}`,
    rolesOf: (jurisdiction) => packs?.of(jurisdiction)?.pack.roles ?? [],
    now,
    secret: 'a secret of thirty-two characters',
    terms: options.terms ?? { longestMs: 12 * hourMs, idleMs: 2 * hourMs },
    factorFor: options.factorFor ?? 'nobody',
  });
  const audit = openAudit(openAuditStore(database), now);
  const packs = await openLivingPacks({
    database,
    clock: now,
    log,
    counties: loaded.map((pack) => ({ base: pack, now: pack, versions: [] })),
  });
  const imports = openImports({
    ...access,
    store: openImportStore(database),
    packs,
    grantGround,
    note: audit.note,
    now,
    log,
  });
  const history = openHistory({ database, packs, clock: now, log, note: audit.note });
  const demo = await admitDemo({ store, packs: loaded, dataDir, now });
  const grades = gradesOf(database);
  const commands = await openExecute({ database, packs, clock: now, log, metrics, grades });
  const lane = await openHotLane({ database, packs, clock: now, log, metrics });
  const evidence = await openEvidence({
    database,
    packs,
    clock: now,
    log,
    files: evidenceFolder(path.join(dataDir, 'evidence')),
  });
  const indicators = await openIndicators({ database, packs, lane, clock: now, log, metrics });
  const models = await openModels({ database, packs, clock: now, log });
  const doorsOf = { lane, execute: commands.execute, models, clock: now, log, metrics };
  const doors = openDoors(doorsOf);
  const alarmStore = openAlarmStore(database);
  const watchman = await startWatchman({
    lane,
    execute: commands.execute,
    clock: now,
    log,
    metrics,
    works: openWorks({ log }),
    store: alarmStore,
    behind: async (...asked) =>
      (await cluesBehind({ packs, clues: openClueStore(database) })(...asked)) ??
      fencesBehind({ packs, tracks: openTrackStore(database) })(...asked),
  });
  const alarms = {
    ...openAlarmDesk({ lane, alarms: watchman.alarms, store: alarmStore, clock: now }),
    rehearse: openRehearsal({ lane, store: alarmStore, packs }),
  };
  const totals = openFigureTotals({ database, packs, log });
  const [ledger, records, outgoingStore] = [
    openLedger(database, log),
    openRecords(database),
    openOutgoingStore(database),
  ];
  const outgoing = await openOutgoing({
    packs,
    ledger,
    store: outgoingStore,
    clock: now,
    log,
    metrics,
    tell: tellerOf({ records, ledger, packs, now }),
    pollMs: 100,
  });
  const world = openWorldRecords({ database, records, now, secret: recordKey });
  const replay = openReplay({
    packs,
    ledger,
    store: openReplayStore(database),
    past: openHotPast(database),
    indicators: indicators.store,
    clock: now,
    log,
    metrics,
    numbersOf: (...asked) => lane.readings.numbersOf(...asked),
  });
  const drills = openDrillRoom(
    { database, clock: now, log },
    { ledger, numbersOf: (...asked) => lane.readings.numbersOf(...asked) },
  );
  const systems = openSystemStore(database);
  const heard = openHeard({ store: systems, now, works: openWorks({ log }) });
  const configuration = openConfiguration({ database, packs, clock: now, room: () => 10_000 });
  const made = await makeApp({
    world,
    systems,
    heard: heard.hear,
    configuration,
    walls: openWallRoom({ database, node: standAlone(), clock: now, log }, access),
    counties: openCounties({ database, packs, dataDir }),
    ledger,
    records,
    outgoing,
    outgoingStore,
    packs,
    access,
    audit,
    imports,
    history,
    database,
    evidence,
    execute: commands.execute,
    doors,
    now,
    log,
    alarms,
    models,
    lamps: { store: openLampStore(database) },
    clock: { doubt: () => null, confirm: () => Promise.resolve(null) },
    examine: (jurisdiction) =>
      examine(
        {
          database,
          dataDir,
          certificate: undefined,
          behindTls: false,
          clock: now,
          machine: now,
          house: { packs, node: standAlone(), doubt: () => null },
        },
        [jurisdiction],
      ),
    proofs: openProofs(database),
    incidents: openIncidentQueries(database, openSearchIndex({ database, packs, log })),
    filters: openFilterStore(database),
    nearby: openNearbyQueries(database),
    positions: (jurisdiction) => lane.positions.of(jurisdiction),
    video: { demo: liveFile },
    isOnline: (...asked) => lane.cameraStates.isOnline(...asked),
    figures: openFigureQueries(database),
    indicators,
    breakdowns: openBreakdownQueries(database),
    totals,
    scores: openScoreQueries(database),
    supervision: openSupervisionQueries(database),
    duties: openDutyQueries(database),
    gazetteer: openGazetteers(null),
    reports: openPublicStore(database),
    standing: openStandingQueries(database),
    fourColours: openWarningQueries(database),
    lost: openLostStore(database),
    messages: options.messages,
    replay,
    drills,
    moments: openMomentQueries(database),
    trend: (...asked) => readTrend(lane, ...asked),
    metrics: async () => ({ type: 'text/plain', text: 'jiuhuan_up 1\n' }),
    checks: { database: async () => void (await database.pool.query('select 1')) },
    clientDir: options.clientDir ?? null,
    publicDir: options.publicDir ?? null,
    closed: new Map(options.closed?.map((one) => [one.id, reasonOfClosed(one)])),
    settings: {
      demo: true,
      behindTls: options.behindTls ?? false,
      trustProxy: options.trustProxy ?? [],
      sessionSecret: 'a secret of thirty-two characters',
      publicWork: options.publicWork ?? 0,
    },
    limits: {
      signIn: 1_000,
      signInAccount: 100_000,
      signInAddress: 100_000,
      report: 1_000_000,
      command: 1_000_000,
      door: 1_000_000,
      upload: 1_000_000,
      badToken: 1_000_000,
      publicRead: 1_000_000,
      publicReport: 1_000_000,
      publicPhoto: 1_000_000,
      publicAct: 1_000_000,
      badCode: 1_000_000,
      publicReports: 1_000_000,
      ...options.limits,
    },
  });
  const server = createServer(made.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const knock: HttpHouse['knock'] = (method, address, more = {}) => knockAt(url, method, address, more);
  return {
    ...made,
    url,
    database,
    store,
    access,
    audit,
    imports,
    history,
    demo,
    clock,
    heard,
    systems,
    knock,
    evidence,
    totals,
    world,
    execute: commands.execute,
    doors,
    moreDoors(termMs) {
      const counties = (): string[] => packs.all().map(({ id }) => id);
      return openDoors({ ...doorsOf, wanted: { kept: openPictureStore(database), counties, termMs } });
    },
    evidenceDir: path.join(dataDir, 'evidence'),
    async signIn(login, jurisdiction = must(loaded[0], 'pack').id) {
      const told = await knock('POST', `/api/${jurisdiction}/session`, {
        body: { login, password: demoPassword },
      });
      if (told.status !== 200) throw new Error(`${login}: ${told.text}`);
      const cookie = cookieOf(told);
      return (method, address, more = {}) =>
        knock(method, `/api/${jurisdiction}${address}`, { ...more, headers: { cookie, ...more.headers } });
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
      made.stop();
      await heard.stop();
      await imports.stop();
      await doors.stop();
      await models.stop();
      await watchman.stop();
      await outgoing.stop();
      await commands.stop();
      await evidence.stop();
      await indicators.stop();
      await lane.stop();
      await packs.stop();
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function knockAt(
  url: string,
  method: string,
  address: string,
  { body, raw, headers }: Knock,
): Promise<Told> {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await fetch(url + address, {
    method,
    headers: { ...type, ...headers },
    redirect: 'manual',
    ...(content === undefined ? {} : { body: content as string }),
  });
  const text = await answer.text();
  const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '');
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : {}) as Told['body'],
  };
}

/** The cookies an answer sets, as a browser sends them back. */
export function cookieOf(told: Told): string {
  return told.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

const recordKey = 'a key of thirty-two characters ..';

/** What draws weigh by, as a house has it. */
function gradesOf(database: Database): LotGrades {
  const [sealing, queries, records] = [
    openSealing(recordKey),
    openWorldQueries(database),
    openRecords(database),
  ];
  return openLotGrades({ sealing, queries, entries: openCreditEntries({ sealing, queries, records }) });
}
