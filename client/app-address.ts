import type { Component } from 'vue';

/** Which screen of which jurisdiction an address names; null when it names none. */
export function addressOf(pathname: string): { jurisdiction: string; app: string } | null {
  const [jurisdiction, app] = pathname.split('/').filter(Boolean);
  return jurisdiction && app ? { jurisdiction, app } : null;
}

const apps = import.meta.glob<{ default: Component }>('./apps/*/*App.vue');

/** The loader of an app, found by its folder: `wall` is `apps/wall/WallApp.vue`. It is given the prop `jurisdiction`. */
export function findApp(app: string): (() => Promise<{ default: Component }>) | undefined {
  return Object.entries(apps).find(([path]) => path.startsWith(`./apps/${app}/`))?.[1];
}
