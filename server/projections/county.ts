import { inRecord } from '#shared/kernel/localized.ts';
import type { Concern } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { localMidnight } from '#shared/clock/deadline.ts';
import { isFinishing, isOpen } from '#shared/incident/columns.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { usualWatch } from '#shared/pack/plan.ts';
import type { ActRow } from '#shared/views/board.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import { isOver, type WarningFact, type WarningState } from '#shared/warning/warning.ts';
import { evolveWatch } from '#shared/watch/evolve.ts';
import { isWatchFact, type Watch, type WatchFact } from '#shared/watch/watch.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { LedgerEntry } from '../ports.ts';

/** What the projections hold of a jurisdiction: the living incidents, the warnings in effect and proposed, and the last acts. */
export interface County {
  pack: LoadedPack;
  /** Ledger entry it is up to. */
  seq: number;
  incidents: Map<string, Incident>;
  warnings: Map<string, WarningState>;
  watch: Watch;
  /** Oldest first. */
  acts: Act[];
}
export interface Act {
  row: ActRow;
  /** Null: concerns everyone. */
  concern: Concern | null;
}
/** What a batch of entries touched. */
export interface Touched {
  incidents: Set<string>;
  warnings: Set<string>;
  watch: boolean;
  acts: Act[];
}

/**
 * Acts are shown of the last so many entries: enough that a narrow scope finds its own, few enough that a county which begins anew, today
 * or at an instant of the past, has the same.
 */
export const actsWindow = 1_000;

export const isWarningFact = (fact: LedgerEntry['fact']): fact is WarningFact =>
  fact.kind.startsWith('warning-');

/** Incidents that entries speak of and the county does not hold; they must be read before `foldEntries`. */
export function missingOf(county: County, entries: readonly LedgerEntry[]): string[] {
  const known = new Set<string>();
  const missing = new Set<string>();
  for (const { subject, fact } of entries) {
    if (isWarningFact(fact) || isWatchFact(fact) || county.incidents.has(subject)) continue;
    if (fact.kind === 'reported') known.add(subject);
    else if (!known.has(subject)) missing.add(subject);
  }
  return [...missing];
}

/** Folds entries in. An incident that was read from the record may be ahead of them: versions tell. */
export function foldEntries(county: County, entries: readonly LedgerEntry[]): Touched {
  const touched: Touched = { incidents: new Set(), warnings: new Set(), watch: false, acts: [] };
  for (const entry of entries) {
    if (entry.seq <= county.seq) continue;
    county.seq = entry.seq;
    const act = foldEntry(county, entry, touched);
    if (act) touched.acts.push(act);
  }
  county.acts.push(...touched.acts);
  if (county.acts.length > actsWindow * 1.25) county.acts.splice(0, county.acts.length - actsWindow);
  return touched;
}

function foldEntry(county: County, entry: LedgerEntry, touched: Touched): Act | null {
  const { fact } = entry;
  if (isWatchFact(fact)) return foldWatch(county, entry, fact, touched);
  return isWarningFact(fact)
    ? foldWarning(county, entry, fact, touched)
    : foldIncident(county, entry, fact, touched);
}

function foldWatch(county: County, entry: LedgerEntry, fact: WatchFact, touched: Touched): Act | null {
  const { at, by, version } = entry;
  if (county.watch.version < version) county.watch = evolveWatch(county.watch, { at, by, fact });
  touched.watch = true;
  // An order to forty groups is answered forty times: that is told at the lamps.
  if (fact.kind === 'watch-lamps-answered') return null;
  return watchAct(county.pack, entry, fact);
}

function foldIncident(county: County, entry: LedgerEntry, fact: IncidentFact, touched: Touched): Act {
  const { at, by, subject, version } = entry;
  const before = county.incidents.get(subject) ?? null;
  const after = before && before.version >= version ? before : evolve(before, { at, by, fact });
  if (after.version < version) throw new Error(`${subject}: version ${version} does not follow`);
  county.incidents.set(subject, after);
  touched.incidents.add(subject);
  return incidentAct(entry, fact, after);
}

function foldWarning(county: County, entry: LedgerEntry, fact: WarningFact, touched: Touched): Act | null {
  const before = county.warnings.get(entry.subject) ?? null;
  const after =
    before && before.version >= entry.version ? before : evolveWarning(before, fact, entry.at, entry.by.name);
  if (!isOver(after)) county.warnings.set(entry.subject, after);
  else county.warnings.delete(entry.subject);
  touched.warnings.add(entry.subject);
  // Hundreds read it: that is told at the warning.
  return fact.kind === 'warning-read' ? null : warningAct(entry, fact, after);
}

/** The first of some groups of lamps by name. */
const lampNames = ({ lamps = [] }: LoadedPack['pack'], groups: readonly string[]): string =>
  groups
    .slice(0, 2)
    .map((id) => lamps.find((one) => one.id === id)?.name ?? id)
    .join('、');

/** An act on the watch; its title is the plan, the step or the shift that it is about. */
export function watchAct({ pack }: LoadedPack, entry: LedgerEntry, fact: WatchFact): Act {
  const planOf = (id: string | undefined) => pack.plans?.find((plan) => plan.id === id);
  const nameOf = (): string | undefined => {
    if (fact.kind === 'watch-switched') return inRecord(planOf(fact.emergency?.plan)?.name);
    if (fact.kind === 'watch-step-done')
      return inRecord(planOf(fact.plan)?.steps.find(({ id }) => id === fact.step)?.text);
    if (fact.kind === 'watch-lamps-ordered') return lampNames(pack, fact.groups);
    if (fact.kind !== 'watch-handed-over') return undefined;
    return inRecord((pack.policy.watch ?? usualWatch).shifts.find(({ id }) => id === fact.shift)?.name);
  };
  const act = fact.kind === 'watch-switched' && !fact.emergency ? 'watch-stood-down' : fact.kind;
  return { row: { ...actHead(entry, act), incident: '', title: nameOf() ?? '', ...noMatter }, concern: null };
}

/** An act on a warning; `warning` is its state then or later. */
export function warningAct(entry: LedgerEntry, fact: WarningFact, warning: WarningState): Act {
  const { incident = '', title, grids } = warning;
  const row = { ...actHead(entry, fact.kind), incident, title, ...noMatter };
  return { row, concern: grids.length > 0 ? { grids, units: [] } : null };
}

/** An act on an incident as the feed of acts shows it; `incident` is its state then or later. */
export function incidentAct(entry: LedgerEntry, fact: IncidentFact, incident: Incident): Act {
  const act =
    fact.kind === 'advanced' ? fact.transition : fact.kind === 'lapsed' ? `lapsed-${fact.clock}` : fact.kind;
  const moved = fact.kind === 'advanced' ? fact.changes.find((change) => change.kind === 'moved') : undefined;
  const node = moved?.to ?? (fact.kind === 'advanced' ? fact.from : incident.node);
  const { id, title, procedure } = incident;
  const row = { ...actHead(entry, act), incident: id, title, procedure, node };
  return { row, concern: concernOf(incident) };
}

const noMatter = { procedure: '', node: '' };

function actHead(
  { seq, at, by }: LedgerEntry,
  act: string,
): Omit<ActRow, 'incident' | 'title' | 'procedure' | 'node'> {
  return { seq, at, act, by: by.name, role: by.role, unit: by.unit ?? null };
}

/** The instant from which closed incidents still count for a figure of today. */
export function figuresSince(pack: LoadedPack, now: number): number {
  return localMidnight(pack.pack.calendar, now) - dayMs;
}

/** The instant from which a closed incident is still waited for by a desk that is to finish it. */
export const finishingSince = (now: number): number => now - 7 * dayMs;

/** Lets go of what no figure of today or yesterday counts any more, and no desk is to finish. */
export function forgetOld(county: County, now: number): void {
  const since = figuresSince(county.pack, now);
  for (const [id, incident] of county.incidents) {
    if (isOpen(incident)) continue;
    const { reportedAt, closedAt = incident.nodeSince, clocks } = incident;
    if (isFinishing(incident) && closedAt >= finishingSince(now)) continue;
    if (Math.max(reportedAt, closedAt, clocks.whole?.dueAt ?? 0) < since) county.incidents.delete(id);
  }
}
