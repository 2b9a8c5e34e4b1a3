import { ref } from 'vue';
import { pageAt, under } from '../base-path.ts';
import { packCache, renewWord } from './words.ts';

/** The phone pages that open without a line; each has a service worker of its own (`vite-phone-workers.ts`). */
export type PhoneApp = 'field' | 'report';

/** A new version lies ready: the page goes on as it is until its reader wants it. */
const isWaiting = ref(false);
/** Whether this page opens without a line from now on; null: it is not known yet. */
const isKept = ref<boolean | null>(null);
let registration: ServiceWorkerRegistration | null = null;

/** How long the page has the line for itself before its files are fetched for later, and how often a new version is looked for. */
const restMs = 4_000;
const lookMs = 30 * 60_000;

/**
 * Keeps a phone page for opening without a line, once it is usable. Only a secure origin can: on plain http nothing happens
 * and `isKept` says so.
 */
export function keepPage(app: PhoneApp, jurisdiction: string): void {
  const { serviceWorker } = navigator;
  if (!import.meta.env.PROD || !globalThis.isSecureContext || !serviceWorker)
    return void (isKept.value = false);
  if (registration) return;
  const link = Object.assign(document.createElement('link'), {
    rel: 'manifest',
    href: pageAt(jurisdiction, `${app}.webmanifest`),
  });
  document.head.append(link);
  setTimeout(() => {
    void serviceWorker
      .register(under(`/${app}-worker.js`), { scope: pageAt(jurisdiction, app), updateViaCache: 'none' })
      .then(follow, () => void (isKept.value = false));
  }, restMs);
}

/** What keeps this page; null: nothing does, or not yet. */
export const keptPage = (): ServiceWorkerRegistration | null => registration;

function follow(found: ServiceWorkerRegistration): void {
  registration = found;
  isKept.value = found.active !== null;
  isWaiting.value = found.waiting !== null && found.active !== null;
  found.addEventListener('updatefound', () => {
    const { installing } = found;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'activated') isKept.value = true;
      // Without an older one it is no new version, only the first.
      if (installing.state === 'installed') isWaiting.value = found.active !== null && found.waiting !== null;
    });
  });
  setInterval(() => void found.update().catch(() => undefined), lookMs);
}

/** Goes over to the new version: the page is loaded again by it. */
export function renewPage(): void {
  const waiting = registration?.waiting;
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage(renewWord);
}

/** For a page that is too old for its server: the newest version, without a question. */
export async function replacePage(): Promise<void> {
  await registration?.update().catch(() => undefined);
  const { installing } = registration ?? {};
  if (installing)
    await new Promise<void>((done) =>
      installing.addEventListener('statechange', () => installing.state === 'installed' && done()),
    );
  renewPage();
}

/** Keeps files of the jurisdiction beside the page, such as its map. Where nothing can be kept, nothing is. */
export async function keepFiles(urls: readonly string[]): Promise<void> {
  if (!globalThis.isSecureContext || !('caches' in globalThis)) return;
  const cache = await caches.open(packCache);
  await Promise.all(
    urls.map(async (url) => {
      if (!(await cache.match(url))) await cache.add(url);
    }),
  ).catch(() => undefined);
}

export function useShell(): { isWaiting: typeof isWaiting; isKept: typeof isKept; renew: () => void } {
  return { isWaiting, isKept, renew: renewPage };
}
