import { formatsOf, textIn, type Localized } from '#shared/kernel/localized.ts';
import { existsSync } from 'node:fs';
import { Router, type RequestHandler } from 'express';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Reason } from '#shared/kernel/reasons.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { madeOfPack, type Packs } from '../packs/port.ts';
import { pageBelow, pageOfCounty } from './base-path.ts';
import { sendClosed } from './closed.ts';
import { apps, closedCard, countyCard, landingPage } from './landing.ts';
import { filesOf } from './packed-files.ts';
import { filesNamedIn, formsOf, hintedApps, sendHintedPage, type IsSeated } from './hinted-page.ts';
import { lookAddress, lookWithFaces } from './written-page.ts';
import { sendRefusal } from './problem.ts';
import { sendStored, store, storeLater } from './stored.ts';
import { mapAfter } from '../packs/outlines.ts';

/** Apps that a phone keeps on its first screen. */
const phoneApps = ['field', 'report'] as const;

const titles: Readonly<Record<(typeof phoneApps)[number], Localized>> = {
  field: { zh: '网格员', en: 'Grid member' },
  report: { zh: '群众上报', en: 'Report' },
};

/** How a phone keeps an app: by which name and picture, and where it opens. */
function manifestOf({ id, pack }: LoadedPack, base: string, app: (typeof phoneApps)[number]): string {
  const { name, language = 'zh' } = pack.identity;
  const title = textIn(titles[app], language);
  return JSON.stringify({
    id: `${base}/${id}/${app}`,
    start_url: `${base}/${id}/${app}`,
    scope: `${base}/${id}/${app}`,
    name: `${textIn(name, language)} ${title}`,
    short_name: title,
    lang: formatsOf[language],
    display: 'standalone',
    background_color: '#f5f7fa',
    theme_color: '#ffffff',
    icons: [{ src: `${base}/icons/rings.svg`, sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
  });
}

/** A house that has just opened has other things to do. */
const warmAfterMs = 1_000;

/** Other addresses of the client: they are come to from one of the apps. */
const innerPlaces = [
  'dossier/:incident',
  'procedures',
  'procedures/:procedure',
  'drill',
  'drill/:drill',
  'indicators',
  'indicators/:indicator',
  'supervise',
  'records',
  'records/:record',
  'sensing',
  'warnings',
  'warnings/:warning',
  'account',
  'admin',
  'admin/:section',
  'audit',
] as const;

interface PagePorts {
  packs: Packs;
  /** Why a jurisdiction is kept closed, by id. */
  closed: ReadonlyMap<string, Reason>;
  clientDir: string | null;
  /** Where map files lie, below `packs/<id>`. */
  publicDirs: readonly (string | null | undefined)[];
  demo: boolean;
  /** Where the house lies below its host: nothing, or `/jiuhuan`. */
  base: string;
  isSeated: IsSeated;
}

/**
 * The pages: `/` lists the jurisdictions, `/<jurisdiction>/<app>` and the dossier of an incident are the one page of the
 * client, and the rest are its files. What the build named by its content never changes; what it did not is asked after every time.
 */
export async function pageRoutes(ports: PagePorts): Promise<Router> {
  const { packs, closed, clientDir, base, isSeated } = ports;
  const publicDirs = ports.publicDirs.flatMap((one) => one ?? []);
  const router = Router({ caseSensitive: true });
  await addFirstPage(router, ports);
  const sendPageOf =
    (id?: string): RequestHandler =>
    async (_req, res) => {
      const page =
        clientDir && (await readFile(path.join(clientDir, 'index.html'), 'utf8').catch(() => null));
      if (!page) return sendRefusal(res, refuse('busy', 'pages-not-built'));
      res.set({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
      const forms = id === undefined ? undefined : formsOf(packs, id);
      res.send(pageOfCounty(pageBelow(page, base), forms));
    };
  const sendPage = sendPageOf();
  // As the service workers of phones keep it.
  router.get('/index.html', sendPage);
  router.get(['/:county', '/:county/*rest'], (req, res, next) => {
    const id = String(req.params['county']);
    const reason = closed.get(id);
    if (reason) sendClosed({ id, why: reason, base })(req, res, next);
    else next();
  });
  const county = countyPages(router, packs);
  router.get('/-/admin', sendPage);
  county('', (id) => (_req, res) => res.redirect(`${base}/${id}/desk`));
  for (const app of hintedApps)
    county(`/${app}`, (id) => sendHintedPage(clientDir, { id, base, packs, isSeated }, app));
  for (const app of Object.keys(apps)) county(`/${app}`, sendPageOf);
  for (const app of phoneApps) {
    const manifestFor = madeOfPack(packs, (pack) =>
      storeLater('application/manifest+json', () => Buffer.from(manifestOf(pack, base, app))),
    );
    county(
      `/${app}.webmanifest`,
      (id) => async (req, res) => sendStored(req, res, await manifestFor(id)(), 'no-cache'),
    );
  }
  for (const place of innerPlaces) county(`/${place}`, sendPageOf);
  router.get('/packs/:county/:file', sendRenamedCells(packs, publicDirs));
  // From where the packs were checked: a build has only those that were there when it was made.
  for (const one of publicDirs) router.use('/packs', ...filesOf(path.join(one, 'packs')).handlers);
  if (clientDir) {
    const files = filesOf(clientDir);
    router.use(...files.handlers);
    // After a power cut all walls come at once, minutes after their server or seconds.
    setTimeout(() => void filesNamedIn(clientDir, 'wall').then(files.warm), warmAfterMs).unref();
  }
  return router;
}

/** The page of the house itself, and what browsers ask for beside it. */
async function addFirstPage(
  router: Router,
  { packs, closed, clientDir, demo, base }: PagePorts,
): Promise<void> {
  const look = await store('text/css; charset=utf-8', Buffer.from(await lookWithFaces(clientDir)));
  const cardOf = madeOfPack(packs, (loaded) => countyCard({ loaded, demo, base }));
  router.get('/', async (req, res) => {
    if (packs.ids.length === 0 && closed.size === 0) return res.redirect(`${base}/-/admin`);
    const cards = [...packs.ids.map(cardOf), ...[...closed.keys()].map((id) => closedCard(id, base))];
    const page = landingPage(cards, base);
    sendStored(req, res, await store('text/html; charset=utf-8', Buffer.from(page)), 'no-cache');
  });
  router.get(lookAddress, (req, res) => sendStored(req, res, look, 'no-cache'));
  // Browsers ask for it by themselves where an answer names no picture: a document, an image, a refusal.
  router.get('/favicon.ico', (_req, res) => res.redirect(`${base}/icons/rings.svg`));
}

/** Adds what there is for counties that are served, below the address of each; another way is looked for else. */
function countyPages(
  router: Router,
  packs: Packs,
): (at: string, send: (id: string) => RequestHandler) => void {
  return (at, send) =>
    router.get(`/:county${at}`, (req, res, next) => {
      const id = String(req.params['county']);
      if (packs.of(id)) return send(id)(req, res, next);
      next();
    });
}

/** The map file with the names that cells have now; as it lies there while no name is another. */
function sendRenamedCells(packs: Packs, publicDirs: readonly string[]): RequestHandler {
  const storedFor = madeOfPack(packs, ({ id, pack, cells, map }) => {
    if (map) return store('application/json; charset=utf-8', Buffer.from(JSON.stringify(map)));
    const { grids } = pack.identity.map;
    const file = publicDirs.map((one) => path.join(one, 'packs', id, grids)).find((one) => existsSync(one));
    if (!cells || cells.size === 0 || file === undefined) return null;
    return readFile(file, 'utf8').then((text) =>
      store('application/json; charset=utf-8', Buffer.from(mapAfter(text, cells))),
    );
  });
  return async (req, res, next) => {
    const id = String(req.params['county']);
    const isGrids = packs.of(id)?.pack.identity.map.grids === req.params['file'];
    const stored = isGrids ? await storedFor(id) : null;
    if (stored) sendStored(req, res, stored, 'no-cache');
    else next();
  };
}
