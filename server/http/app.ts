import express from 'express';
import type { IncomingMessage } from 'node:http';
import type { Person } from '#shared/access/person.ts';
import type { Reason } from '#shared/kernel/reasons.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { houseMark } from '#shared/wire/mark.ts';
import type { Packs } from '../packs/port.ts';
import { documentRoutes } from './documents.ts';
import { capRoutes } from './cap.ts';
import { onvifRoutes } from './onvif.ts';
import { videoHosts } from '../models/video.ts';
import { openKnownBrowsers } from './known-browsers.ts';
import { open311Routes } from './open311.ts';
import { standAlone } from '../node/alone.ts';
import { openLimits, usualLimits } from './limits.ts';
import { mountRoutes } from './mount.ts';
import { refuseClosed } from './closed.ts';
import { setupRoutes } from './setup.ts';
import { pageRoutes } from './pages.ts';
import { keepsPace } from './pace.ts';
import { catchFaults, sendRefusal } from './problem.ts';
import { originsOfMaps, protect } from './protect.ts';
import type { Route } from './route.ts';
import { openSeats } from './seats.ts';
import { openTrail } from './trail.ts';
import { operatorRoutes } from './operator-routes.ts';
import type { AppPorts } from './app-ports.ts';
import { routesOf } from './all-routes.ts';

/** The HTTP face of the house. */
export interface App {
  app: express.Express;
  /** What is served below `/api/:jurisdiction`, for the tests that walk it. */
  routes: readonly Route[];
  /** Who opens a socket: by the session cookie, else by a device token sent as `Authorization: Bearer`. */
  authenticateHandshake(message: IncomingMessage, jurisdiction: string): Promise<Person | null>;
  stop(): void;
}

const marks: express.RequestHandler = (_req, res, next) => {
  res.set(houseMark.name, houseMark.value);
  next();
};

export async function makeApp(ports: AppPorts): Promise<App> {
  const { packs, access, settings, now, log } = ports;
  const { sessionSecret: secret, behindTls, demo, base = '' } = settings;
  const seats = openSeats({ database: ports.database, access, secret, behindTls, base, now, log });
  const known = openKnownBrowsers(secret, behindTls, base);
  const limits = openLimits({ ...usualLimits, ...ports.limits }, known, ports.node ?? standAlone());
  const trail = openTrail(ports.audit.note);
  const routes = routesOf(ports, { seats, known, limits, trail });

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustProxy.length > 0 ? settings.trustProxy : false);
  app.use(marks);
  app.use(keepsPace());
  app.use(protect(behindTls, { maps: () => originsOfMaps(packs), video: videoHosts(ports.video) }));
  app.use('/api', (_req, res, next) => {
    res.on('finish', () => ports.answered?.(res.statusCode, String(res.locals['refused'] ?? '')));
    next();
  });
  app.use(operatorRoutes(ports));
  app.use(documentRoutes(routes, packs, base));
  const { closed = new Map<string, Reason>(), resting = new Set<string>() } = ports;
  app.use(['/api', '/open311', '/cap'], refuseClosed(closed));
  app.use(facesOfOthers(packs, ports, limits));
  app.use(
    '/api/-/setup',
    setupRoutes({ ...ports, setupCode: ports.setupCode ?? null, badCode: limits.badToken }),
  );
  app.use('/api', mountRoutes(routes, { packs, resting, seats, access, limits, heard: ports.heard }));
  app.use('/api', (_req, res) => sendRefusal(res, refuse('unknown', 'no-address')));
  app.use(
    await pageRoutes({
      ...ports,
      closed,
      demo,
      base,
      publicDirs: [ports.publicDir, ports.counties.publicDir],
      // While the record is away the page is sent all the same, and tells of it.
      isSeated: async (req, id) => (await seats.ofHandshake(req, id).catch(() => null)) !== null,
    }),
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
  router.use(
    '/cap',
    capRoutes(packs, { ...ports, base: ports.settings.base, warnings: ports.fourColours, limits }),
  );
  router.use('/onvif', onvifRoutes(packs, { ...ports, limits }));
  return router;
}
