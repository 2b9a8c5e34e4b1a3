import type { Component } from 'vue';
import { pageAt, withoutBase } from './base-path.ts';

/** Which screen of which jurisdiction an address names, and of what thing when the screen shows one; null when it names none. */
export function addressOf(
  pathname: string,
): { jurisdiction: string; app: string; subject: string | null } | null {
  const [jurisdiction, app, subject] = withoutBase(pathname).split('/').filter(Boolean);
  return jurisdiction && app ? { jurisdiction, app, subject: subject ? unescaped(subject) : null } : null;
}

/** Where the dossier of an incident is printed. */
export function addressOfDossier(jurisdiction: string, incident: string): string {
  return pageAt(jurisdiction, `dossier/${encodeURIComponent(incident)}`);
}

/** Where a matter is played again, moment by moment. */
export function addressOfReview(jurisdiction: string, incident: string): string {
  return `${addressOfDossier(jurisdiction, incident)}?page=review`;
}

/** Where a procedure is drawn; without one, where all of them are listed. */
export function addressOfProcedure(jurisdiction: string, procedure?: string): string {
  const list = pageAt(jurisdiction, 'procedures');
  return procedure === undefined ? list : `${list}/${encodeURIComponent(procedure)}`;
}

/** The running indicators; with one of them open when it is named. */
export function addressOfIndicators(jurisdiction: string, indicator?: string): string {
  const list = pageAt(jurisdiction, 'indicators');
  return indicator === undefined ? list : `${list}/${encodeURIComponent(indicator)}`;
}

/** The warnings; with one of them open when it is named. */
export function addressOfWarnings(jurisdiction: string, warning?: string): string {
  const list = pageAt(jurisdiction, 'warnings');
  return warning === undefined ? list : `${list}/${encodeURIComponent(warning)}`;
}

/** The desk with an incident open. */
export function addressAtDesk(jurisdiction: string, incident: string): string {
  return pageAt(jurisdiction, `desk?incident=${encodeURIComponent(incident)}`);
}

/** Records of the world; with one, that record. */
export function addressOfRecord(jurisdiction: string, record?: string): string {
  const list = pageAt(jurisdiction, 'records');
  return record === undefined ? list : `${list}/${encodeURIComponent(record)}`;
}

/** The incident that a desk's address asks for; null: none. */
export function askedIncident(search: string): string | null {
  return new URLSearchParams(search).get('incident');
}

/** A part of an address as it was meant; as it stands when nobody can have meant it. */
function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const apps = import.meta.glob<{ default: Component }>('./apps/*/*App.vue');

/** The loader of an app, found by its folder: `wall` is `apps/wall/WallApp.vue`. It is given the prop `jurisdiction`. */
export function findApp(app: string): (() => Promise<{ default: Component }>) | undefined {
  return Object.entries(apps).find(([path]) => path.startsWith(`./apps/${app}/`))?.[1];
}
