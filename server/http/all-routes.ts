import type { openKnownBrowsers } from './known-browsers.ts';
import type { openLimits } from './limits.ts';
import { accountRoutes } from './routes/account.ts';
import { adminRoutes } from './routes/admin.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { deputyRoutes } from './routes/deputies.ts';
import { clockRoutes } from './routes/clock.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { lampRoutes } from './routes/lamps.ts';
import { clueRoutes } from './routes/clues.ts';
import { trackRoutes } from './routes/tracks.ts';
import { modelRoutes } from './routes/models.ts';
import { videoRoutes } from './routes/video.ts';
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
import { openBenefitStore } from '../storage/readings/benefit-store.ts';
import { openClueStore } from '../storage/readings/clue-store.ts';
import { openTrackStore } from '../storage/readings/track-store.ts';
import { openHotPast } from '../storage/replay/hot-past.ts';
import { openWorldTrail } from '../storage/world/world-trail.ts';
import { foresightRoutes } from './routes/foresight.ts';
import { indicatorRoutes } from './routes/indicators.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { responsibilityRoutes } from './routes/responsibility.ts';
import { packRoutes } from './routes/pack.ts';
import { personalDataRoutes } from './routes/personal-data.ts';
import { noticeRoutes } from './routes/notices.ts';
import { phonePushRoutes } from './routes/phone-push.ts';
import { placeRoutes } from './routes/places.ts';
import { publicRoutes } from './routes/public.ts';
import { knownRoutes } from './routes/public-known.ts';
import { publicPhotoRoutes } from './public-photo.ts';
import { historyRoutes } from './routes/histories.ts';
import { lostRoutes } from './routes/public-lost.ts';
import { standingRoutes } from './routes/public-standing.ts';
import { recordRoutes } from './routes/records.ts';
import { readingRoutes } from './routes/readings.ts';
import { reporterRoutes } from './routes/reporter.ts';
import { warningRoutes } from './routes/warnings.ts';
import { savedFilterRoutes } from './routes/saved-filters.ts';
import { signOnRoutes } from './routes/single-sign-on.ts';
import { sessionRoutes } from './routes/session.ts';
import { sourceMatterRoutes } from './routes/source-matters.ts';
import type { Route } from './route.ts';
import type { openSeats } from './seats.ts';
import { handOverRoutes } from './routes/hand-over.ts';
import { supervisionRoutes } from './routes/supervision.ts';
import { drillRoutes } from './routes/drills.ts';
import { replayRoutes } from './routes/replay.ts';
import type { openTrail, Trail } from './trail.ts';
import { wallRoutes } from './routes/walls.ts';
import type { AppPorts } from './app-ports.ts';

/** What the routes share beside the ports. */
interface Shared {
  seats: ReturnType<typeof openSeats>;
  known: ReturnType<typeof openKnownBrowsers>;
  limits: ReturnType<typeof openLimits>;
  trail: ReturnType<typeof openTrail>;
}

/** All that is served below `/api/:jurisdiction`. */
export function routesOf(ports: AppPorts, { seats, known, limits, trail }: Shared): Route[] {
  const { access, settings, now } = ports;
  const { sessionSecret: secret, demo } = settings;
  return [
    ...sessionRoutes({ access, seats, limits, trail, known }),
    ...signOnRoutes({ access, seats, limits, trail, known, settings }),
    ...[accountRoutes({ access, limits, trail }), deputyRoutes({ access, trail, now })].flat(),
    ...[phonePushRoutes(ports), noticeRoutes(ports)].flat(),
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
    ...[figureRoutes(ports), indicatorRoutes({ ...ports, limits }), foresightRoutes(ports)].flat(),
    ...supervisionRoutes(ports),
    ...dutyRoutes(ports),
    ...drillRoutes({ ...ports, trail, limits }),
    ...[sensingRoutes({ ...ports, trail }), recordRoutes({ ...ports, limits, trail })].flat(),
    ...doorRoutes({ doors: ports.doors, limits }),
    ...clueRoutes({
      ...ports,
      clues: openClueStore(ports.database),
      benefits: openBenefitStore(ports.database),
      ...ports.world.lists,
      limits,
    }),
    ...[adminRoutes({ ...ports, limits, trail }), configurationRoutes({ ...ports, trail })].flat(),
    ...historyRoutes(ports),
    ...publicRoutes({ ...ports, limits, secret, work: settings.publicWork ?? 0 }),
    ...knownRoutes({ ...ports, limits, secret }),
    ...publicPhotoRoutes({ ...ports, limits, secret }),
    ...lostRoutes({ ...ports, limits, secret }),
    ...standingRoutes({ ...ports, limits }),
    ...reporterRoutes({ ...ports, trail }),
    ...personalDataRoutes({ ...ports, limits, trail }),
    ...[clockRoutes(ports), doctorRoutes(ports), wallRoutes({ ...ports, seats, limits, trail })].flat(),
  ];
}

const fourColourRoutes = (ports: AppPorts, limits: ReturnType<typeof openLimits>): Route[] =>
  warningRoutes({ ...ports, warnings: ports.fourColours, limits });

/** What was measured, what came of it, and what was. */
const sensingRoutes = (ports: AppPorts & { trail: Trail }): Route[] => [
  ...readingRoutes(ports),
  ...alarmRoutes(ports),
  ...modelRoutes(ports),
  ...lampRoutes(ports),
  ...videoRoutes(ports),
  ...trackRoutes({
    ...ports,
    past: openHotPast(ports.database),
    tracks: openTrackStore(ports.database),
    looks: openWorldTrail(ports.database),
  }),
  ...replayRoutes(ports),
];
