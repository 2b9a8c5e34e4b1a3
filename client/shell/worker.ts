import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { StaleWhileRevalidate } from 'workbox-strategies';
import { packCache, renewWord } from './words.ts';

/** As much of a service worker's ground as this one stands on. */
interface WorkerGround {
  addEventListener(name: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(
    name: 'push',
    listener: (event: Late & { data: { json(): unknown } | null }) => void,
  ): void;
  addEventListener(
    name: 'notificationclick',
    listener: (event: Late & { notification: { tag: string; close(): void } }) => void,
  ): void;
  skipWaiting(): Promise<void>;
  registration: { scope: string; showNotification(title: string, more: object): Promise<void> };
  clients: {
    matchAll(
      what: object,
    ): Promise<{ url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
}
interface Late {
  waitUntil(work: Promise<unknown>): void;
}
declare const self: WorkerGround;
/** The files of the page, written in by the build. */
declare const __PHONE_FILES__: PrecacheEntry[];

// One phone page opens without a line: its shell and its files come from here, its data never do. Nothing below /api is
// touched, so no screen is shown an old answer as a new one.
/** Where the house lies: the worker stands in its uppermost folder. */
const base = new URL('.', location.href).pathname;

precacheAndRoute(__PHONE_FILES__);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL(`${base}index.html`)));
// The map of a jurisdiction, put there by its page.
registerRoute(
  ({ url }) => url.origin === location.origin && url.pathname.startsWith(`${base}packs/`),
  new StaleWhileRevalidate({ cacheName: packCache, plugins: [{ cacheWillUpdate: noPage }] }),
);
/** The page that a network puts in place of a map is kept by nobody. */
function noPage({ response }: { response: Response }): Promise<Response | null> {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  return Promise.resolve(response.ok && !isPage ? response : null);
}
// A task came while the page was closed. What kind and where is all that is told here; what was said is read after signing in.
self.addEventListener('push', (event) => {
  const { title = '', body = '', id = '' } = (event.data?.json() ?? {}) as Record<string, string>;
  event.waitUntil(
    self.registration.showNotification(title, { body, tag: id, icon: `${base}icons/rings.svg` }),
  );
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openTask(event.notification.tag));
});
/** The page that is open already goes there; else one is opened. */
async function openTask(id: string): Promise<void> {
  const { scope } = self.registration;
  // A notice that is about no task is read on whichever page opens.
  const address = id === '' ? scope : `${scope}#tasks/${encodeURIComponent(id)}`;
  const open = await self.clients.matchAll({ type: 'window' });
  const page = open.find(({ url }) => url.startsWith(scope));
  if (!page) return void (await self.clients.openWindow(address));
  await page.navigate(address);
  // A browser may keep a page behind others; the task stands in it all the same.
  await page.focus().catch(() => undefined);
}
// A new version waits until its reader says so: what is open goes on with the files that it began with.
self.addEventListener('message', ({ data }) => {
  if (data === renewWord) void self.skipWaiting();
});
