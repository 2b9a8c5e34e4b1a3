import { formatsOf, textIn, type Language, type Localized } from '#shared/kernel/localized.ts';
import { existsSync } from 'node:fs';
import express, { Router, type Request, type RequestHandler } from 'express';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Reason } from '#shared/kernel/reasons.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { madeOfPack, type Packs } from '../packs/port.ts';
import { pageBelow, pageOpenedIn } from './base-path.ts';
import { sendClosed } from './closed.ts';
import { apps, closedCard, countyCard, landingPage } from './landing.ts';
import { lookAddress, lookWithFaces } from './written-page.ts';
import { sendRefusal } from './problem.ts';
import { sendStored, store, storeFile, storeLater, type Stored } from './stored.ts';
import { mapAfter } from '../packs/outlines.ts';

/** Apps that a phone keeps on its first screen. */
const phoneApps = ['field', 'report'] as const;

/** What each asks for first, whoever asks. */
const firstQuestions = { field: ['session'], report: ['public'] } as const;
/** And what it asks for then, of whoever is signed in: the refusal of somebody who is not would be taken for the answer after a sign-in. */
const seatedQuestions = { field: ['pack'], report: [] } as const;

interface Place {
  id: string;
  base: string;
  packs: Packs;
  isSeated: IsSeated;
}
/** Whether somebody sits in this jurisdiction by the cookie of a question. */
type IsSeated = (req: Request, jurisdiction: string) => Promise<boolean>;

/** The one page with the files of a phone's app named in it by the build, and its first questions to the API by us. */
function sendPhonePage(
  clientDir: string | null,
  place: Place,
  app: (typeof phoneApps)[number],
): RequestHandler {
  const { id, base, packs, isSeated } = place;
  return async (req, res, next) => {
    const page = clientDir && (await readFile(path.join(clientDir, `${app}.html`), 'utf8').catch(() => null));
    if (!page) return next();
    const seated = seatedQuestions[app].length > 0 && (await isSeated(req, id));
    const hints = [...firstQuestions[app], ...(seated ? seatedQuestions[app] : [])].map(
      (question) => `<link rel="preload" as="fetch" crossorigin href="${base}/api/${id}/${question}">`,
    );
    const opened = pageOpenedIn(pageBelow(page, base), firstLanguageOf(packs, id));
    const whole = Buffer.from(opened.replace('</head>', `${hints.join('')}</head>`));
    sendStored(req, res, await store('text/html; charset=utf-8', whole), 'no-cache');
  };
}

const firstLanguageOf = (packs: Packs, id: string): Language | undefined =>
  packs.of(id)?.pack.identity.language;

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
      const language = id === undefined ? undefined : firstLanguageOf(packs, id);
      res.send(pageOpenedIn(pageBelow(page, base), language));
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
  for (const app of phoneApps)
    county(`/${app}`, (id) => sendPhonePage(clientDir, { id, base, packs, isSeated }, app));
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
  for (const one of publicDirs) router.use('/packs', ...filesOf(path.join(one, 'packs')));
  if (clientDir) router.use(...filesOf(clientDir));
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

function filesOf(folder: string): RequestHandler[] {
  return [
    packedFiles(folder),
    express.static(folder, { index: false, redirect: false, setHeaders: cacheAs }),
  ];
}

function cacheAs(res: { setHeader(name: string, value: string): unknown }, file: string): void {
  const forEver = path.basename(path.dirname(file)) === 'assets';
  res.setHeader('Cache-Control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache');
}

const packable: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.geojson': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Text files, packed once and kept: grids and scripts are megabytes, and few. Other files fall through to `express.static`. */
function packedFiles(root: string): RequestHandler {
  const kept = new Map<string, { mtimeMs: number; stored: Promise<Stored> }>();
  return async (req, res, next) => {
    const type = packable[path.extname(req.path)];
    if (type === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return next();
    // What is written in another way is left to express.
    if (req.path.includes('%')) return next();
    const file = path.join(root, req.path);
    if (!file.startsWith(root + path.sep)) return next();
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) return next();
    if (kept.get(file)?.mtimeMs !== found.mtimeMs)
      kept.set(file, { mtimeMs: found.mtimeMs, stored: storeFile(type, file) });
    const stored = await must(kept.get(file), file).stored;
    cacheAs(res, file);
    sendStored(req, res, stored, String(res.getHeader('Cache-Control')));
  };
}
