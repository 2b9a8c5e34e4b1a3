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
interface Ground {
  addEventListener(name: 'message', listener: (event: { data: unknown }) => void): void;
  skipWaiting(): Promise<void>;
}
declare const self: Ground;
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
  new StaleWhileRevalidate({ cacheName: packCache }),
);
// A new version waits until its reader says so: what is open goes on with the files that it began with.
self.addEventListener('message', ({ data }) => {
  if (data === renewWord) void self.skipWaiting();
});
