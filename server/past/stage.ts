import type { Actor } from '#shared/access/person.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import { isOpen } from '#shared/incident/columns.ts';
import type { DecideContext } from '#shared/incident/context.ts';
import { decide } from '#shared/incident/decide-incident.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { joinOf } from '#shared/incident/join.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { usualWatch } from '#shared/pack/plan.ts';
import { decideWatch } from '#shared/watch/decide-watch.ts';
import { evolveWatch } from '#shared/watch/evolve.ts';
import { mattersOfOpen, type OpenMatter } from '#shared/watch/matters.ts';
import { paceOf } from '#shared/watch/pace.ts';
import { quietWatch, type Watch, type WatchCommand } from '#shared/watch/watch.ts';
import { decideWarning } from '#shared/warning/decide-warning.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import { usualWarnings } from '#shared/warning/policy.ts';
import { recipientsOf } from '#shared/warning/recipients.ts';
import { isIssued, isOver, type WarningCommand, type WarningState } from '#shared/warning/warning.ts';
import { areaGroundOf } from '../packs/area-ground.ts';
import { standsAbove } from '#shared/pack/above.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { columnsOf } from '../commands/columns-of.ts';
import type { DecidedEntry } from '../ledger/bulk.ts';
import { groundOf } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** A record lane without a database: the same decisions, their entries in a list. For a past that is told at once. */
export interface Stage {
  /** What was written and not taken away yet. */
  entries: DecidedEntry[];
  incidents: Map<string, Incident>;
  /** Local day and serial of the last incident number. */
  day: string;
  serial: number;
  /** The matters changed, the one spoken to first; or why not. Instants must not go back. */
  act(command: IncidentCommand, by: Actor, at: number): Incident[] | Refusal;
  /** The watch as it stands; its acts make the pace of what is decided after them. */
  watch: Watch;
  keep(command: WatchCommand, by: Actor, at: number): Refusal | null;
  warnings: Map<string, WarningState>;
  /** The warning after it; `reads` are the recipients that the actor stands for. */
  warn(command: WarningCommand, by: Actor, at: number, reads?: readonly string[]): WarningState | Refusal;
}

/** What stands on it; the acts change it in place. */
type Standing = Omit<Stage, 'act' | 'keep' | 'warn'>;
interface Play {
  pack: LoadedPack;
  stage: Standing;
  /** One for all: a past is hundreds of thousands of decisions. */
  context: DecideContext;
  area: ReturnType<typeof areaGroundOf>;
  /** Entries that were ever written: the number of the last one. */
  written: number;
}

/** An empty stage for a jurisdiction; `head` is the hash of the last entry, which draws by lot are seeded by. */
export function openStage(pack: LoadedPack, head: () => string): Stage {
  const stage: Standing = {
    entries: [],
    incidents: new Map(),
    day: '',
    serial: 0,
    watch: quietWatch(pack.id, pack.pack.identity.code),
    warnings: new Map(),
  };
  const context = contextOf(pack, stage, head);
  const play: Play = { pack, stage, context, area: areaGroundOf(pack), written: 0 };
  return Object.assign(stage, bindTo(play, { act, keep, warn }));
}

function contextOf(pack: LoadedPack, stage: Standing, head: () => string): DecideContext {
  const context: DecideContext = {
    ...groundOf(pack),
    now: 0,
    actor: pack.duty.actor,
    newId: () => nextNumber(pack, stage, context.now),
    incident: (id) => stage.incidents.get(id),
    isAbove: (unit) => standsAbove(context.actor, unit, pack.units),
    pace: () => 1,
    head,
  };
  return context;
}

function nextNumber({ pack: { calendar, identity } }: LoadedPack, stage: Standing, at: number): string {
  const local = new Date(at + calendar.utcOffsetMinutes * minuteMs);
  const day = local.toISOString().slice(0, 10).replaceAll('-', '');
  stage.serial = day === stage.day ? stage.serial + 1 : 1;
  stage.day = day;
  return incidentNumber(identity.code, day, stage.serial);
}

function put(play: Play, entry: DecidedEntry): void {
  play.written += 1;
  play.stage.entries.push(entry);
}

function write(
  play: Play,
  before: Incident | null,
  facts: readonly IncidentFact[],
  by: Actor,
  at: number,
): Incident {
  let state = before;
  for (const fact of facts) {
    state = evolve(state, { at, by, fact });
    put(play, { at, subject: state.id, version: state.version, by, fact });
  }
  const made = must(state, 'a matter after its facts');
  play.stage.incidents.set(made.id, made);
  return made;
}

function act(play: Play, command: IncidentCommand, by: Actor, at: number): Incident[] | Refusal {
  const { context } = play;
  const { incidents } = play.stage;
  const before = 'incident' in command ? (incidents.get(command.incident) ?? null) : null;
  context.now = at;
  context.actor = by;
  const decision = decide(before, command, context);
  if (isRefusal(decision)) return decision;
  const made = write(play, before, decision.facts, by, at);
  const opened = (decision.opens ?? []).map((incident) =>
    write(play, null, [{ kind: 'reported', incident }], by, at),
  );
  for (const { incident, fact } of decision.tells ?? [])
    write(play, must(incidents.get(incident), incident), [fact], by, at);
  const join = made.parent && joinOf(before, made, decision.facts);
  const parent = made.parent && incidents.get(made.parent.incident);
  return join && parent ? [made, ...opened, write(play, parent, [join], by, at)] : [made, ...opened];
}

function keep(play: Play, command: WatchCommand, by: Actor, at: number): Refusal | null {
  const { pack, stage, context } = play;
  const { policy, plans = [] } = pack.pack;
  const watchPolicy = policy.watch ?? usualWatch;
  const decision = decideWatch(stage.watch, command, {
    now: at,
    actor: by,
    policy: watchPolicy,
    plan: (id) => plans.find((plan) => plan.id === id),
    hasStaff: (id) => pack.staff.has(id),
    matters: () => mattersOfOpen(openMatters(pack, stage.incidents.values()), inEffect(stage.warnings)),
  });
  if (isRefusal(decision)) return decision;
  for (const fact of decision.facts) {
    stage.watch = evolveWatch(stage.watch, { at, by, fact });
    put(play, { at, subject: stage.watch.id, version: stage.watch.version, by, fact });
  }
  context.pace = paceOf(stage.watch, plans, watchPolicy);
  return null;
}

function warn(
  play: Play,
  command: WarningCommand,
  by: Actor,
  at: number,
  reads: readonly string[] = [],
): WarningState | Refusal {
  const { pack, stage, area } = play;
  const { identity, policy } = pack.pack;
  const before = 'warning' in command ? (stage.warnings.get(command.warning) ?? null) : null;
  const decision = decideWarning(before, command, {
    now: at,
    actor: by,
    jurisdiction: pack.id,
    newId: () => `${identity.code}W${play.written + 1}`,
    policy: policy.warning ?? usualWarnings,
    recipients: (to, grids) => recipientsOf(to, grids, area),
    readsFor: (sent) => sent.filter((key) => reads.includes(key)),
  });
  if (isRefusal(decision)) return decision;
  let state = before;
  for (const fact of decision.facts) {
    state = evolveWarning(state, fact, at, by.name);
    put(play, { at, subject: state.id, version: state.version, by, fact });
  }
  const made = must(state, 'a warning after its facts');
  stage.warnings.set(made.id, made);
  return made;
}

const inEffect = (warnings: ReadonlyMap<string, WarningState>): string[] =>
  [...warnings.values()].filter((one) => isIssued(one) && !isOver(one)).map(({ id }) => id);

/** What is open, as the record lane counts it for a hand-over. */
function openMatters(pack: LoadedPack, incidents: Iterable<Incident>): OpenMatter[] {
  return [...incidents].filter(isOpen).map((incident) => {
    const { queue, urgent, overdue, supervised, due_at } = columnsOf(pack, incident);
    return { id: incident.id, queue, urgent, overdue, supervised, dueAt: due_at };
  });
}
