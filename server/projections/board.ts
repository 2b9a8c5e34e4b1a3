import { isOpen, isOverdue } from '#shared/incident/columns.ts';
import { must } from '#shared/kernel/must.ts';
import type { ActRow, IncidentRow, ProposalRow, UnitRow, WarningRow, WatchRow } from '#shared/views/board.ts';
import { incidentRow } from '#shared/views/incident-row.ts';
import { todayRow } from '#shared/views/today-row.ts';
import type { Op, View } from '#shared/views/view.ts';
import { isIssued, type Proposal, type Warning, type WarningState } from '#shared/warning/warning.ts';
import { areasMeet, type AreaGround } from '#shared/warning/recipients.ts';
import type { Scope } from '#shared/access/may-join.ts';
import { areaGroundOf } from '../packs/area-ground.ts';
import { actsWindow, type County, type Touched } from './county.ts';
import { rowOps, tableOps } from './difference.ts';
import { isConcerned, isInAccount, isListed } from './scope.ts';

const actsShown = 40;

/** What a batch of entries changes on the board of a scope, figures excepted. */
export function boardOps(county: County, scope: Scope, view: View, touched: Touched): Op[] {
  const ops: Op[] = [];
  for (const id of touched.incidents) ops.push(...rowOps(view, 'incident', id, listedRow(county, scope, id)));
  if (touched.warnings.size > 0) ops.push(...warningOps(county, scope, view));
  if (touched.watch) ops.push(...rowOps(view, 'watch', 'now', watchRow(county)));
  if (
    touched.acts.some(({ concern }) => concern === null || isConcerned(scope, concern)) ||
    hasOldAct(county, view)
  )
    ops.push(...tableOps(view, 'act', actRows(county, scope)));
  return ops;
}

/** Everything on the board of a scope, figures excepted: what a channel begins with. */
export function wholeBoardOps(county: County, scope: Scope, view: View): Op[] {
  const rows = new Map<string, IncidentRow>();
  for (const id of county.incidents.keys()) {
    const row = listedRow(county, scope, id);
    if (row) rows.set(id, row);
  }
  return [
    ...tableOps(view, 'incident', rows),
    ...warningOps(county, scope, view),
    ...rowOps(view, 'watch', 'now', watchRow(county)),
    ...tableOps(view, 'act', actRows(county, scope)),
  ];
}

/** The figures of today and the load of units: counted over, so not at every fact. */
export function figureOps(county: County, scope: Scope, view: View, now: number): Op[] {
  const counted = [...county.incidents.values()].filter((incident) => isInAccount(scope, incident));
  const units = new Map<string, UnitRow>();
  for (const incident of counted) {
    if (!isOpen(incident)) continue;
    const late = isOverdue(incident);
    for (const { unit, state } of incident.tasks) {
      if (state !== 'issued' && state !== 'signed') continue;
      const row = units.get(unit) ?? { id: unit, open: 0, overdue: 0 };
      units.set(unit, { id: unit, open: row.open + 1, overdue: row.overdue + (late ? 1 : 0) });
    }
  }
  return [
    ...rowOps(
      view,
      'figure',
      'today',
      todayRow(counted, county.pack.procedures, county.pack.pack.calendar, now),
    ),
    ...tableOps(view, 'unit', units),
  ];
}

function listedRow(county: County, scope: Scope, id: string): IncidentRow | null {
  const incident = county.incidents.get(id);
  if (!incident || !isListed(scope, incident)) return null;
  return incidentRow(incident, must(county.pack.procedures.get(incident.procedure), incident.procedure));
}

/** Whether an act is shown that has left the window meanwhile. */
function hasOldAct(county: County, view: View): boolean {
  for (const seq of view.tables.get('act')?.keys() ?? [])
    if (Number(seq) <= county.seq - actsWindow) return true;
  return false;
}

function actRows(county: County, scope: Scope): Map<string, ActRow> {
  const rows = new Map<string, ActRow>();
  for (let i = county.acts.length - 1; i >= 0 && rows.size < actsShown; i--) {
    const act = must(county.acts[i], 'act');
    if (act.row.seq <= county.seq - actsWindow) break;
    if (act.concern === null || isConcerned(scope, act.concern)) rows.set(String(act.row.seq), act.row);
  }
  return rows;
}

/** Warnings are made to be known: a unit's board has all of them, a grid's those that reach it. */
function warningOps(county: County, scope: Scope, view: View): Op[] {
  const reaches = ({ grids }: WarningState): boolean =>
    scope.kind !== 'grid' || areasMeet(grids, [scope.id], ground);
  const ground = areaGroundOf(county.pack);
  const warnings = new Map<string, WarningRow>();
  const proposals = new Map<string, ProposalRow>();
  for (const one of county.warnings.values()) {
    if (!reaches(one)) continue;
    if (isIssued(one)) warnings.set(one.id, warningRow(one, ground));
    else proposals.set(one.id, proposalRow(one));
  }
  return [...tableOps(view, 'warning', warnings), ...tableOps(view, 'proposal', proposals)];
}

function proposalRow({ id, version, colour, title, basis, by, proposedAt, grids }: Proposal): ProposalRow {
  return { id, version, colour, title, basis, by: by.name, proposedAt, grids };
}

/** The watch is everybody's: what changes with its mode does so on every board. */
const watchRow = ({ watch: { lamps: _, ...watch } }: County): WatchRow => watch;

function warningRow(warning: Warning, ground: Pick<AreaGround, 'chain'>): WarningRow {
  const { id, version, colour, title, basis, issuedAt, grids } = warning;
  return {
    id,
    version,
    colour,
    title,
    basis,
    signer: warning.signer.name,
    issuedAt,
    lng: warning.place?.lng ?? null,
    lat: warning.place?.lat ?? null,
    grids,
    around: [...new Set(grids.flatMap(ground.chain))],
    incident: warning.incident ?? null,
    takenBy: warning.taken?.by ?? null,
    takenAt: warning.taken?.at ?? null,
    adjustedAt: warning.adjustedAt ?? null,
    until: warning.until ?? null,
    measures: warning.measures,
    sent: warning.sent?.length ?? 0,
    read: Object.keys(warning.read ?? {}).length,
    escalatedAt: warning.escalatedAt ?? null,
    asked: warning.asked !== undefined,
  };
}
