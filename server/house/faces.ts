import { openPhones } from './phones.ts';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { AccessRoom } from '../access/access.ts';
import { brokerName, sessionSecret } from '../access/secret.ts';
import { setupCode } from '../access/setup-code.ts';
import { openAudit } from '../audit/audit.ts';
import { openConfiguration } from '../configuration/configuration.ts';
import { openEvidence } from '../evidence/evidence.ts';
import { makeApp, type App } from '../http/app.ts';
import { tellerOf } from '../http/routes/source-matters.ts';
import type { Broker } from '../ingest/broker.ts';
import { startBroker } from '../ingest/mqtt.ts';
import { openWebSocketDoor } from '../ingest/web-socket.ts';
import { openProofs } from '../ledger/prove.ts';
import { listen } from '../listen.ts';
import { openMessages } from '../outgoing/messages.ts';
import { eventsKeptMs, openOutgoing } from '../outgoing/outgoing.ts';
import { openGazetteers } from '../packs/named-places.ts';
import { contactDays } from '../queries/public-desk.ts';
import { startForgetting, type Term } from '../running/forgetting.ts';
import { examine } from '../running/examine.ts';
import { healthChecks, healthWarnings } from '../running/health.ts';
import { readTrend } from '../readings/trend.ts';
import { openFigureTotals } from '../figures/figure-totals.ts';
import { openSearchIndex } from '../search/search-index.ts';
import { openAuditStore } from '../storage/access/audit-store.ts';
import { openDutyQueries } from '../storage/record/duty-queries.ts';
import { openBreakdownQueries } from '../storage/figures/figure-breakdown.ts';
import { openFigureQueries } from '../storage/figures/figure-queries.ts';
import { openLostStore } from '../storage/public/lost-store.ts';
import { openOutgoingStore } from '../storage/public/outgoing-store.ts';
import { openPublicStore } from '../storage/public/public-store.ts';
import { openScoreQueries } from '../storage/figures/score-queries.ts';
import { openStandingQueries } from '../storage/figures/standing-queries.ts';
import { openSupervisionQueries } from '../storage/record/supervision-queries.ts';
import { openIncidentQueries } from '../storage/record/incident-queries.ts';
import { openNearbyQueries } from '../storage/record/nearby-queries.ts';
import { openWarningQueries } from '../storage/record/warning-queries.ts';
import { openFilterStore } from '../storage/access/saved-filters.ts';
import { endedChannel } from '../storage/access/seat-store.ts';
import { bindSockets } from '../stream/sockets.ts';
import type { Certificate } from '../running/tls.ts';
import type { HouseGround } from './ground.ts';
import type { Lanes } from './lanes.ts';
import { standBelow } from '../http/base-path.ts';
import { openPast } from './past.ts';
import { openWallRoom } from './walls.ts';
import { openCounties } from './brought.ts';
import { followDirectories } from './directories.ts';
import { openCountyKeeper, type CountyKeeper } from './county-keeper.ts';
import { resumeSheets } from './sheets.ts';
import { openRegister } from './register.ts';
import { openWorld } from './world.ts';
import { fetchSnapshots, seenOf } from './video-faces.ts';

/** Where the house can be reached. */
export interface Faces {
  /** Pages and the API. */
  url: string;
  mqttUrl: string;
  /** The MQTT door of TLS, where there is one. */
  mqttsUrl: string | null;
}

/** What the world sees: pages, API, sockets, MQTT. */
export async function openFaces(
  ground: HouseGround,
  lanes: Lanes,
  access: AccessRoom,
  certificate: Certificate | null,
): Promise<Faces> {
  const { config, onStop } = ground;
  let broker: Broker | null = null;
  const register = openRegister(ground, lanes, access);
  const keeper = openCountyKeeper({ ...ground, dataDir: config.dataDir });
  const rooms = openShown(ground, lanes, access);
  onStop(keeper.stop);
  const { app, authenticateHandshake } = await openApp(ground, lanes, access, {
    rooms,
    keeper,
    isSecure: certificate !== null,
    register,
    broker: () => broker,
  });
  // How long a body may take is a matter of its pace (`http/pace.ts`): a video from a phone takes a quarter of an hour.
  const timeouts = { headersTimeout: 20_000, requestTimeout: hourMs };
  const httpServer = certificate
    ? createSecureServer({ ...timeouts, cert: certificate.cert, key: certificate.key }, app)
    : createServer(timeouts, app);
  const sockets = bindSockets({
    ...ground,
    ...rooms,
    httpServer,
    projections: lanes.projections,
    hotLane: lanes.lane,
    authenticate: authenticateHandshake,
  });
  lanes.desks.of = sockets.atDesks;
  onStop(async () => {
    // A request that hangs does not hold the house open.
    setTimeout(() => httpServer.closeAllConnections(), 2_000).unref();
    await sockets.stop();
  });
  const url = `${certificate ? 'https' : 'http'}://${await listen(httpServer, config.PORT, config.HOST)}${config.BASE_PATH}`;
  broker = await startBroker({
    ...ground,
    ...lanes,
    access,
    heard: register.hear,
    port: config.MQTT_PORT,
    host: config.HOST,
    secure: certificate ? { ...certificate, port: config.MQTTS_PORT } : undefined,
    outside: await outsideBroker(config),
  });
  onStop(broker.stop);
  lanes.lamps.speakBy(broker.tell);
  if (broker.take) onStop(openWebSocketDoor(httpServer, broker.take).close);
  standBelow(httpServer, config.BASE_PATH);
  onStop(await endLines(ground, sockets.recheck, broker.recheck));
  await keeper.begin();
  return { url, mqttUrl: broker.url, mqttsUrl: broker.secureUrl };
}

/** A sign-in, a screen or a token that ends anywhere is out here at once; after a broken line all are looked at. */
function endLines(
  { database, log }: HouseGround,
  screens: (id: string | null) => void,
  clients: (id: string | null) => Promise<void>,
): Promise<() => Promise<void>> {
  return database.listen(endedChannel, (payload) => {
    const id = payload.split(' ', 2)[1] ?? null;
    screens(id);
    clients(id).catch((error: unknown) => log.error({ err: error }, 'checking tokens failed'));
  });
}

async function outsideBroker({ MQTT_URL: url, MQTT_CLIENT_ID, dataDir }: HouseGround['config']) {
  return url === undefined ? undefined : { url, clientId: await brokerName(dataDir, MQTT_CLIENT_ID) };
}

/** What both the API and the sockets hold: walls, and the past with its drills. */
function openShown(ground: HouseGround, lanes: Lanes, access: AccessRoom) {
  return { walls: openWallRoom(ground, access), ...openPast(ground, lanes) };
}

interface AppDoors {
  isSecure: boolean;
  register: ReturnType<typeof openRegister>;
  broker: () => Broker | null;
  rooms: ReturnType<typeof openShown>;
  keeper: CountyKeeper;
}

/** Pages and API, with what stands behind them alone. */
async function openApp(
  ground: HouseGround,
  lanes: Lanes,
  access: AccessRoom,
  { isSecure, register, broker, rooms, keeper }: AppDoors,
): Promise<App> {
  const { config, database, clock, onStop } = ground;
  const { lane } = lanes;
  const evidence = await openEvidence(ground);
  onStop(evidence.stop);
  fetchSnapshots(ground, lanes, evidence);
  const [search, totals] = [openSearchIndex(ground), openFigureTotals(ground)];
  for (const one of [search, totals]) onStop(await one.follow());
  const told = await openOutside(ground, lanes, register.forget);
  if (told.phonePush) access.notices.pushBy(told.phonePush.tell);
  const audit = openAudit(openAuditStore(database), clock);
  onStop(followDirectories(ground, access.directoryWatch, audit.note).stop);
  const world = await openWorld(ground, lanes);
  const counties = openCounties({ ...ground, dataDir: config.dataDir, keeper });
  const app = await makeApp({
    world,
    configuration: openConfiguration({ ...ground, room: lane.room }),
    counties,
    ...ground,
    ...lanes,
    access,
    evidence,
    ...told,
    now: clock,
    clock: ground.guard,
    setupCode: await setupCodeOf(ground),
    incidents: openIncidentQueries(database, search),
    ...seenOf(config, lane),
    ...askedOf(ground),
    totals,
    gazetteer: openGazetteers(counties.foldersOf),
    audit,
    ...(await resumeSheets(ground, access, audit.note)),
    ...rooms,
    systems: register.systems,
    heard: register.hear,
    trend: (...asked) => readTrend(lane, ...asked),
    metrics: ground.metrics.read,
    answered: (status, code) => ground.metrics.count('http_answers_total', { status: String(status), code }),
    checks: healthChecks({ ...ground, ...lanes, readings: lane.writer, mqtt: broker }),
    examine: (jurisdiction) => examine({ ...ground, ...patientOf(config), house: ground }, [jurisdiction]),
    warnings: () => healthWarnings(ground.packs, ground.node, ground.works, clock),
    settings: {
      demo: config.DEMO,
      behindTls: config.BEHIND_TLS || isSecure,
      publicWork: config.PUBLIC_WORK_BITS,
      base: config.BASE_PATH,
      trustProxy: config.TRUST_PROXY,
      sessionSecret: await sessionSecret(config.dataDir, config.SESSION_SECRET),
    },
  });
  onStop(app.stop);
  return app;
}

/** What other systems hear, what citizens are told, and what of both goes when its term is over. */
async function openOutside(ground: HouseGround, lanes: Lanes, forgetCalls: Forget) {
  const { config, database, clock, onStop } = ground;
  const outgoingStore = openOutgoingStore(database);
  const outgoing = await openOutgoing({
    ...ground,
    ledger: lanes.ledger,
    store: outgoingStore,
    tell: tellerOf({ ...lanes, packs: ground.packs, now: clock }),
  });
  onStop(outgoing.stop);
  const reports = openPublicStore(database);
  onStop(
    keepTerms(ground, reports.forget, outgoingStore.forget, lanes.models.store.forget, forgetCalls).stop,
  );
  const messages = openMessages({
    ...ground,
    demo: config.DEMO,
    url: config.MESSAGE_URL,
    secret: config.MESSAGE_SECRET,
  });
  if (messages) onStop(messages.stop);
  return {
    outgoingStore,
    outgoing,
    reports,
    messages: messages?.room,
    phonePush: await openPhones(ground, lanes),
    lost: openLostStore(database),
  };
}

/** A code while the house knows no county, open or not. */
async function setupCodeOf({ config, packs, closed, log }: HouseGround): Promise<string | null> {
  return packs.ids.length > 0 || closed.size > 0 ? null : setupCode(config.dataDir, log);
}

/** What a look over the installation is told by its settings. */
function patientOf({ dataDir, TLS_CERT, BEHIND_TLS }: HouseGround['config']) {
  return { dataDir, certificate: TLS_CERT, behindTls: BEHIND_TLS };
}

/** What is asked of the database as it stands. */
function askedOf({ database, volumes }: HouseGround) {
  return {
    filters: openFilterStore(database),
    nearby: openNearbyQueries(database),
    proofs: openProofs(database, volumes),
    figures: openFigureQueries(database),
    breakdowns: openBreakdownQueries(database),
    scores: openScoreQueries(database),
    supervision: openSupervisionQueries(database),
    duties: openDutyQueries(database),
    standing: openStandingQueries(database),
    fourColours: openWarningQueries(database),
  };
}

/** What is kept for a term goes when it is over. */
function keepTerms(ground: HouseGround, contacts: Forget, events: Forget, held: Forget, calls: Forget) {
  return startForgetting({
    ...ground,
    doubt: ground.guard.doubt,
    terms: [
      { what: 'calls of systems and old notices', keepMs: 400 * dayMs, forget: calls },
      { what: 'contacts of reporters', keepMs: contactDays * dayMs, forget: contacts },
      { what: 'events for other systems', keepMs: eventsKeptMs, forget: events },
      { what: 'sightings of muted models', keepMs: 30 * dayMs, forget: held },
    ],
  });
}
type Forget = Term['forget'];
