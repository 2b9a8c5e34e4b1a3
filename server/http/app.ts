import express from 'express';
import type { IncomingMessage } from 'node:http';
import type { Person } from '#shared/access/person.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import type { AccessRoom } from '../access/access.ts';
import type { Imports } from '../access/people-import.ts';
import type { ClockGuard } from '../commands/clock-guard.ts';
import type { Audit } from '../audit/audit.ts';
import type { Log } from '../log.ts';
import type { OpenGazetteer } from '../packs/named-places.ts';
import { reasonOfClosed } from '../packs/fault.ts';
import type { ClosedPack } from '../packs/load.ts';
import type { Packs } from '../packs/port.ts';
import type { Counties } from '../packs/brought.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type {
  AlarmRoom,
  Doors,
  EvidenceRoom,
  Execute,
  FigureTotals,
  Ledger,
  OutgoingRoom,
  Proofs,
  Records,
  Messages,
} from '../ports.ts';
import type { Replay } from '../replay/replay.ts';
import type { Database } from '../storage/database.ts';
import type { MomentQueries } from '../storage/replay/moment-queries.ts';
import type { BreakdownQueries } from '../storage/figures/figure-breakdown.ts';
import type { FigureQueries } from '../storage/figures/figure-queries.ts';
import type { DutyQueries } from '../storage/record/duty-queries.ts';
import type { ScoreQueries } from '../storage/figures/score-queries.ts';
import type { PublicStore } from '../storage/public/public-store.ts';
import type { LostStore } from '../storage/public/lost-store.ts';
import type { StandingQueries } from '../storage/figures/standing-queries.ts';
import type { SupervisionQueries } from '../storage/record/supervision-queries.ts';
import type { FilterStore } from '../storage/access/saved-filters.ts';
import type { IncidentQueries } from '../storage/record/incident-queries.ts';
import { documentRoutes } from './documents.ts';
import { capRoutes } from './cap.ts';
import { openKnownBrowsers } from './known-browsers.ts';
import { open311Routes } from './open311.ts';
import { standAlone } from '../node/alone.ts';
import type { Findings } from '#shared/wire/doctor.ts';
import type { NodePort } from '../node/port.ts';
import { openLimits, usualLimits, type Limits } from './limits.ts';
import { mountRoutes } from './mount.ts';
import { refuseClosed } from './closed.ts';
import { pageRoutes } from './pages.ts';
import { catchFaults, sendRefusal } from './problem.ts';
import { protect } from './protect.ts';
import { accountRoutes } from './routes/account.ts';
import { adminRoutes } from './routes/admin.ts';
import { configurationRoutes, type Discovering } from './routes/configuration.ts';
import { clockRoutes } from './routes/clock.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { auditRoutes } from './routes/audit.ts';
import { commandRoutes } from './routes/commands.ts';
import { demoRoutes } from './routes/demo.ts';
import { dossierRoutes } from './routes/dossier.ts';
import { drawRoutes } from './routes/draws.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { dutyRoutes } from './routes/duties.ts';
import { doorRoutes } from './routes/doors.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { figureRoutes } from './routes/figures.ts';
import { indicatorRoutes } from './routes/indicators.ts';
import type { IndicatorRoom } from '../queries/indicators.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { responsibilityRoutes, type ResponsibilityPorts } from './routes/responsibility.ts';
import { packRoutes } from './routes/pack.ts';
import { personalDataRoutes } from './routes/personal-data.ts';
import { placeRoutes } from './routes/places.ts';
import { publicRoutes } from './routes/public.ts';
import { knownRoutes } from './routes/public-known.ts';
import { publicPhotoRoutes } from './public-photo.ts';
import { lostRoutes } from './routes/public-lost.ts';
import { standingRoutes } from './routes/public-standing.ts';
import { recordRoutes } from './routes/records.ts';
import { readingRoutes, type ReadTrend } from './routes/readings.ts';
import { reporterRoutes } from './routes/reporter.ts';
import { warningRoutes } from './routes/warnings.ts';
import type { WarningQueries } from '../storage/record/warning-queries.ts';
import { savedFilterRoutes } from './routes/saved-filters.ts';
import { sessionRoutes } from './routes/session.ts';
import { sourceMatterRoutes } from './routes/source-matters.ts';
import type { WorldRecords } from '../records/records.ts';
import type { OutgoingStore } from '../storage/public/outgoing-store.ts';
import type { Route } from './route.ts';
import { openSeats } from './seats.ts';
import { handOverRoutes } from './routes/hand-over.ts';
import { supervisionRoutes } from './routes/supervision.ts';
import { replayRoutes } from './routes/replay.ts';
import { openTrail } from './trail.ts';
import { wallRoutes, type WallPorts } from './routes/walls.ts';
import { watchRoutes, type Check } from './watch.ts';

export interface AppPorts extends Pick<ResponsibilityPorts, 'nearby' | 'positions'> {
  packs: Packs;
  configuration: Configuration;
  counties: Counties;
  access: AccessRoom;
  audit: Audit;
  imports: Imports;
  database: Pick<Database, 'pool'>;
  execute: Execute;
  ledger: Pick<Ledger, 'read' | 'readSubject' | 'readLast' | 'anchors' | 'head' | 'verify'>;
  proofs: Proofs;
  records: Records;
  evidence: EvidenceRoom;
  incidents: IncidentQueries;
  filters: FilterStore;
  figures: FigureQueries;
  indicators: IndicatorRoom;
  breakdowns: BreakdownQueries;
  /** What figures are made of, brought up to the ledger before they are read. */
  totals: FigureTotals;
  scores: ScoreQueries;
  supervision: SupervisionQueries;
  duties: DutyQueries;
  fourColours: WarningQueries;
  gazetteer: OpenGazetteer;
  /** Of the public page, and who called. */
  reports: PublicStore;
  standing: StandingQueries;
  /** Ways back to lost codes; nothing is sent where the county has no way. */
  lost: LostStore;
  messages?: Messages | undefined;
  /** Of systems that reported. */
  outgoing: OutgoingRoom;
  outgoingStore: OutgoingStore;
  doors: Doors & { discovered: Discovering };
  /** People, dwellings, firms, assets. */
  world: WorldRecords;
  walls: WallPorts['walls'];
  alarms: AlarmRoom;
  trend: ReadTrend;
  /** The boards at any instant of the past, and where to look. */
  replay: Replay;
  moments: MomentQueries;
  /** Renders `/metrics`. */
  metrics: () => Promise<{ type: string; text: string }>;
  /** Told of every answer of the API: its status, and the code when it is a refusal. */
  answered?: (status: number, code: string) => void;
  /** What `/healthz` looks at, by name; a throw is a fault. */
  checks: Record<string, Check>;
  /** What works still and will not for ever, for `/healthz`. */
  warnings?: () => readonly string[];
  /** Jurisdictions whose pack has faults: their addresses say so. */
  closed?: readonly ClosedPack[];
  /** Where the packs' maps lie (`packs/<id>/`), served as they are; null serves none. */
  publicDir?: string | null;
  /** The built pages; null serves none (tests, development). */
  clientDir: string | null;
  settings: {
    demo: boolean;
    behindTls: boolean;
    /** Bits of work that a report of the public must show. */
    publicWork?: number;
    sessionSecret: string;
    /** Addresses, networks and names of them whose word on the client's address is taken; nobody's when empty. */
    trustProxy: string[];
  };
  limits?: Partial<Limits>;
  examine(jurisdiction: string): Promise<Findings>;
  /** The servers that count limits together; none besides this one when missing. */
  node?: NodePort;
  now: () => number;
  /** Whether what `now` says is followed. */
  clock: Pick<ClockGuard, 'doubt' | 'confirm'>;
  log: Log;
}

/** The HTTP face of the house. */
export interface App {
  app: express.Express;
  /** What is served below `/api/:jurisdiction`, for the tests that walk it. */
  routes: readonly Route[];
  /** Who opens a socket: by the session cookie, else by a device token sent as `Authorization: Bearer`. */
  authenticateHandshake(message: IncomingMessage, jurisdiction: string): Promise<Person | null>;
  stop(): void;
}

export async function makeApp(ports: AppPorts): Promise<App> {
  const { packs, access, settings, now, log } = ports;
  const { sessionSecret: secret, behindTls, demo } = settings;
  const seats = openSeats({ database: ports.database, access, secret, behindTls, now, log });
  const known = openKnownBrowsers(secret, behindTls);
  const limits = openLimits({ ...usualLimits, ...ports.limits }, known, ports.node ?? standAlone());
  const trail = openTrail(ports.audit.note);
  const routes = [
    ...sessionRoutes({ access, seats, limits, trail, known }),
    ...accountRoutes({ access, limits, trail }),
    ...auditRoutes({ audit: ports.audit, trail, now }),
    ...demoRoutes({ demo }),
    ...packRoutes({ demo }),
    ...[commandRoutes({ ...ports, limits }), fourColourRoutes(ports, limits)].flat(),
    ...sourceMatterRoutes({ ...ports, limits, store: ports.outgoingStore }),
    ...evidenceRoutes({ evidence: ports.evidence, limits }),
    ...incidentRoutes(ports),
    ...drawRoutes(ports),
    ...savedFilterRoutes(ports),
    ...responsibilityRoutes(ports),
    ...placeRoutes(ports),
    ...dossierRoutes({ ...ports, trail }),
    ...ledgerRoutes({ ...ports, trail }),
    ...handOverRoutes(ports),
    ...[figureRoutes(ports), indicatorRoutes({ ...ports, limits })].flat(),
    ...supervisionRoutes(ports),
    ...dutyRoutes(ports),
    ...[sensingRoutes(ports), recordRoutes({ ...ports, limits, trail })].flat(),
    ...doorRoutes({ doors: ports.doors, limits }),
    ...[adminRoutes({ ...ports, limits, trail }), configurationRoutes({ ...ports, trail })].flat(),
    ...publicRoutes({ ...ports, limits, secret, work: settings.publicWork ?? 0 }),
    ...knownRoutes({ ...ports, limits, secret }),
    ...publicPhotoRoutes({ ...ports, limits, secret }),
    ...lostRoutes({ ...ports, limits, secret }),
    ...standingRoutes({ ...ports, limits }),
    ...reporterRoutes({ ...ports, trail }),
    ...personalDataRoutes({ ...ports, limits, trail }),
    ...[clockRoutes(ports), doctorRoutes(ports), wallRoutes({ ...ports, seats, limits, trail })].flat(),
  ];

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustProxy.length > 0 ? settings.trustProxy : false);
  app.use(protect(behindTls));
  app.use('/api', (_req, res, next) => {
    res.on('finish', () => ports.answered?.(res.statusCode, String(res.locals['refused'] ?? '')));
    next();
  });
  app.use(watchRoutes(ports));
  app.use(documentRoutes(routes, packs.ids));
  const closed = new Map(ports.closed?.map((one) => [one.id, reasonOfClosed(one)]));
  app.use(['/api', '/open311', '/cap'], refuseClosed(closed));
  app.use(facesOfOthers(packs, ports, limits));
  app.use('/api', mountRoutes(routes, { packs, seats, access, limits }));
  app.use('/api', (_req, res) => sendRefusal(res, refuse('unknown', 'no-address')));
  app.use(
    await pageRoutes({ ...ports, closed, demo, publicDirs: [ports.publicDir, ports.counties.publicDir] }),
  );
  app.use((_req, res) => sendRefusal(res, refuse('unknown', 'no-page')));
  app.use(catchFaults(log));

  return {
    app,
    routes,
    async authenticateHandshake(message, jurisdiction) {
      if (!packs.of(jurisdiction)) return null;
      const person = await seats.ofHandshake(message, jurisdiction);
      if (person) return person;
      const [, token] = /^Bearer (\S{1,200})$/i.exec(message.headers.authorization ?? '') ?? [];
      const device = token === undefined ? null : await access.device(jurisdiction, token);
      return device && !('kind' in device) ? device : null;
    },
    stop: seats.stop,
  };
}

/** Doors with the faces that others know: Open311 and the Common Alerting Protocol. */
function facesOfOthers(packs: Packs, ports: AppPorts, limits: ReturnType<typeof openLimits>): express.Router {
  const router = express.Router();
  router.use('/open311', open311Routes(packs, { ...ports, limits, store: ports.outgoingStore }));
  router.use('/cap', capRoutes(packs, { ...ports, warnings: ports.fourColours, limits }));
  return router;
}

const fourColourRoutes = (ports: AppPorts, limits: ReturnType<typeof openLimits>): Route[] =>
  warningRoutes({ ...ports, warnings: ports.fourColours, limits });

/** What was measured, what came of it, and what was. */
const sensingRoutes = (ports: AppPorts): Route[] => [
  ...readingRoutes(ports),
  ...alarmRoutes(ports),
  ...replayRoutes(ports),
];
