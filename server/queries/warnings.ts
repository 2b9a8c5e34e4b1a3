import { inRecord } from '#shared/kernel/localized.ts';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { isOpen, isOverdue } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { ringString } from '#shared/incident/rings.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import { colours } from '#shared/warning/colour.ts';
import { signs, usualWarnings } from '#shared/warning/policy.ts';
import { areasMeet, partsOf, readsFor, recipientsOf } from '#shared/warning/recipients.ts';
import { isIssued, type Measure, type WarningFact, type WarningState } from '#shared/warning/warning.ts';
import type * as wire from '#shared/wire/warnings.ts';
import { originOfMeasure } from '#shared/warning/measure-origin.ts';
import { areaGroundOf } from '../packs/area-ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Ledger } from '../ports.ts';
import type { MeasureMatter, WarningQueries } from '../storage/record/warning-queries.ts';

export interface WarningPorts {
  warnings: WarningQueries;
  ledger: Pick<Ledger, 'readSubject'>;
}
type Line = wire.WarningLine;

/** Names of an area that a line shows. */
const shownAreas = 6;
const mostPast = 60;

/** The county at an instant of the past that is looked at. */
export interface Then {
  at: number;
  incidents: ReadonlyMap<string, Incident>;
  warnings: ReadonlyMap<string, WarningState>;
}

/** What stands, what waits and what ended, now or then, as far as it is the asker's. */
export async function listWarnings(
  { warnings }: Pick<WarningPorts, 'warnings'>,
  pack: LoadedPack,
  person: Person,
  { now, past }: { now: number; past: Then | null },
): Promise<wire.WarningList> {
  const [open, over] = await Promise.all([
    past ? [...past.warnings.values()] : warnings.standing(pack.id),
    warnings.past(pack.id, mostPast, past?.at),
  ]);
  const mine = (states: WarningState[]): Line[] =>
    states.filter((one) => isSeen(pack, person, one)).map((one) => lineOf(pack, person, one));
  const lines = mine(open);
  return {
    at: past?.at ?? now,
    standing: lines.filter(({ stage }) => stage === 'in-effect').sort(byGravity),
    proposed: lines.filter(({ stage }) => stage === 'proposed').sort(byGravity),
    past: mine(over),
  };
}

const byGravity = (a: Line, b: Line): number =>
  colours.indexOf(a.colour) - colours.indexOf(b.colour) || b.at - a.at;

/**
 * Warnings are made to be known: whoever works where one holds sees it, and whoever got it. What nobody has signed is for those who
 * propose and sign.
 */
function isSeen(pack: LoadedPack, person: Person, state: WarningState): boolean {
  if (!isIssued(state) && !may(person, 'propose-warnings')) return false;
  const ground = areaGroundOf(pack);
  if (seesAll(person) || areasMeet(state.grids, person.grids, ground)) return true;
  return isIssued(state) && readsFor(person, state.sent ?? [], ground).length > 0;
}

export function stageOf(state: WarningState): wire.WarningStage {
  if (!isIssued(state)) return state.rejected ? 'rejected' : 'proposed';
  if (state.releasedAt === undefined) return 'in-effect';
  return state.expired ? 'expired' : 'released';
}

export const areaNames = (pack: LoadedPack, grids: readonly string[]): string[] =>
  grids.slice(0, shownAreas).map((id) => pack.grid.byId.get(id)?.name ?? id);

function lineOf(pack: LoadedPack, person: Person, state: WarningState): Line {
  const { id, colour, title, basis, grids } = state;
  const head = {
    id,
    stage: stageOf(state),
    colour,
    title,
    basis,
    grids,
    until: state.until ?? null,
    area: areaNames(pack, grids),
    areas: grids.length,
  };
  if (!isIssued(state))
    return {
      ...head,
      by: state.by.name,
      at: state.rejected?.at ?? state.proposedAt,
      issuedAt: null,
      sent: 0,
      read: 0,
      escalatedAt: null,
      asked: false,
      mine: null,
    };
  const { sent = [], read = {}, issuedAt } = state;
  const own = readsFor(person, sent, areaGroundOf(pack));
  const isRead = own.every((key) => Object.hasOwn(read, key));
  return {
    ...head,
    by: state.signer.name,
    at: state.releasedAt ?? state.adjustedAt ?? issuedAt,
    issuedAt,
    sent: sent.length,
    read: sent.filter((key) => Object.hasOwn(read, key)).length,
    escalatedAt: state.escalatedAt ?? null,
    asked: state.asked !== undefined,
    mine: own.length === 0 ? null : isRead ? 'read' : 'unread',
  };
}

/** One of them with its story, its recipients by name and what its measures came to. */
export async function openWarning(
  { warnings, ledger }: WarningPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  then: Then | null = null,
): Promise<wire.WarningDetail | Refusal> {
  const known = await warnings.find(pack.id, id);
  const entries = known
    ? (await ledger.readSubject(pack.id, id)).flatMap(({ seq, at, by, fact }) =>
        fact.kind.startsWith('warning-') && at <= (then?.at ?? Infinity)
          ? [{ seq, at, by, fact: fact as WarningFact }]
          : [],
      )
    : [];
  const state = then
    ? entries.reduce<WarningState | null>(
        (was, one) => evolveWarning(was, one.fact, one.at, one.by.name),
        null,
      )
    : known;
  if (!state || !isSeen(pack, person, state))
    return refuse('unknown', 'no-warning', { warning: id }, 'warning');
  return {
    line: lineOf(pack, person, state),
    state,
    entries,
    recipients: recipientLines(pack, person, state),
    measures: await measureLines(warnings, pack, id, { actions: state.actions ?? [], past: then }),
    signs: colours.filter((colour) => signs(person, colour, pack.pack.policy.warning ?? usualWarnings)),
  };
}

function recipientLines(
  pack: LoadedPack,
  person: Person,
  state: WarningState,
): wire.WarningDetail['recipients'] {
  const keys = isIssued(state)
    ? (state.sent ?? [])
    : state.to
      ? recipientsOf(state.to, state.grids, areaGroundOf(pack))
      : [];
  const read = isIssued(state) ? (state.read ?? {}) : {};
  const names = may(person, 'see-names');
  return keys.map((key) => ({
    key,
    name: nameOf(pack, key),
    read: read[key] ?? null,
    who: names ? whoAnswers(pack, key) : [],
  }));
}

function nameOf(pack: LoadedPack, key: string): string {
  const [kind, id] = partsOf(key);
  if (kind === 'unit') return inRecord(pack.units.get(id)?.name) ?? id;
  return kind === 'grid' ? (pack.grid.byId.get(id)?.name ?? id) : id;
}

/** Who may be rung when a recipient is silent: the people of a grid, the telephone of a unit. */
function whoAnswers(pack: LoadedPack, key: string): { name: string; phone: string }[] {
  const [kind, id] = partsOf(key);
  if (kind === 'unit') {
    const unit = pack.units.get(id);
    return unit ? [{ name: inRecord(unit.name), phone: unit.phone }] : [];
  }
  const staff =
    kind === 'grid' ? pack.staffOf(id) : [...pack.staff.values()].filter(({ post }) => post === id);
  return staff.slice(0, 3).map(({ name, phone }) => ({ name, phone }));
}

async function measureLines(
  warnings: WarningQueries,
  pack: LoadedPack,
  id: string,
  { actions, past }: { actions: readonly Measure[]; past: Then | null },
): Promise<wire.WarningDetail['measures']> {
  const matters =
    actions.length === 0
      ? new Map<string, never>()
      : await warnings.matters(
          pack.id,
          actions.map((one) => originOfMeasure(id, one.id)),
        );
  return actions.map((one) => {
    const found = matters.get(originOfMeasure(id, one.id));
    return {
      ...one,
      unitName: inRecord(pack.units.get(one.unit)?.name) ?? one.unit,
      matter: found && found.reportedAt <= (past?.at ?? Infinity) ? matterThen(found, past) : null,
    };
  });
}

/** The matter as it is, or as it was; one that had ended long before is as it ended. */
function matterThen(
  { id, procedure, node, open, overdue, rings }: MeasureMatter,
  then: Then | null,
): wire.WarningDetail['measures'][number]['matter'] {
  const was = then?.incidents.get(id);
  if (!was) return { id, procedure, node, open, overdue, rings };
  return {
    id,
    procedure,
    node: was.node,
    open: isOpen(was),
    overdue: isOverdue(was),
    rings: ringString(was),
  };
}

/** What is in effect, in plain words, for everybody. */
export async function publicWarnings(
  { warnings }: Pick<WarningPorts, 'warnings'>,
  pack: LoadedPack,
): Promise<wire.PublicWarnings> {
  const states = (await warnings.standing(pack.id)).filter(isIssued);
  return states
    .map(({ id, colour, title, basis, measures, grids, issuedAt, adjustedAt, until }) => ({
      id,
      colour,
      title,
      basis,
      advice: measures,
      area: areaNames(pack, grids),
      issuedAt,
      adjustedAt: adjustedAt ?? null,
      until: until ?? null,
    }))
    .sort((a, b) => colours.indexOf(a.colour) - colours.indexOf(b.colour) || b.issuedAt - a.issuedAt);
}
