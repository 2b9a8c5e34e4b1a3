import { createHash } from 'node:crypto';
import { mayClaim } from '#shared/incident/claims.ts';
import { may } from '#shared/access/may.ts';
import type { Actor, Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { localOf } from '#shared/clock/zone.ts';
import { isOpen } from '#shared/incident/columns.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import { concernOf } from '#shared/incident/concern.ts';
import type { DecideContext } from '#shared/incident/context.ts';
import { decide } from '#shared/incident/decide-incident.ts';
import { clockActor, dueCommands, type Due } from '#shared/incident/due.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { joinOf } from '#shared/incident/join.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { standsAbove } from '#shared/pack/above.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import { dueGroundOf, groundOf } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { LedgerEntry } from '../ports.ts';
import { foldEntries, type County } from '../projections/county.ts';
import { emptyCounty } from '../projections/open-county.ts';
import type { PretendStep } from './pretend-units.ts';

/**
 * A county that stands in memory alone. What is said to it is judged by the engine of the live one (`shared/incident`), and what
 * comes of it is an entry of its own list: it has no door to the ledger, and its room knows none.
 */
export interface DrillCounty {
  readonly county: County;
  /** Every entry so far, in order. */
  readonly entries: readonly LedgerEntry[];
  act(by: Person | Actor, command: IncidentCommand, now: number): CommandAnswer | Refusal;
  /** Does what time itself, and units that answer by themselves, do up to `now`. */
  passTime(now: number): void;
}

/** Serials of a drill begin here, so that its numbers are no numbers of that day's matters. */
const firstSerial = 90_000;
/** A chain of steps that time takes one after the other ends after so many rounds. */
const mostRounds = 20;

interface Making {
  pack: LoadedPack;
  county: County;
  entries: LedgerEntry[];
  /** What time will do to each matter, and up to which version that was refused. */
  due: Map<string, Due[]>;
  /** What units will do with each by themselves. */
  steps: Map<string, PretendStep[]>;
  answers: Answers;
  serial: number;
  hash: string;
}

/** What units do next with a matter by themselves; nothing where people answer for them. */
type Answers = (incident: Incident, procedure: Procedure) => PretendStep[];

export function openDrillCounty(pack: LoadedPack, answers: Answers = () => []): DrillCounty {
  const made: Making = {
    pack,
    county: emptyCounty(pack),
    entries: [],
    due: new Map(),
    steps: new Map(),
    answers,
    serial: firstSerial,
    hash: '',
  };
  return {
    county: made.county,
    entries: made.entries,
    act: (by, command, now) => judge(made, by, command, now),
    passTime(now) {
      for (let round = 0; round < mostRounds; round += 1) {
        const answered = letUnitsAnswer(made, now);
        const ripe = [...made.due].flatMap(([id, due]) =>
          due.filter(({ at }) => at <= now).map(({ command }) => ({ id, command })),
        );
        if (ripe.length === 0 && !answered) return;
        for (const { id, command } of ripe) {
          // What is refused now is asked again when the matter has changed.
          if (isRefusal(judge(made, clockActor, command, now))) made.due.delete(id);
        }
      }
    },
  };
}

/** Lets units do what they are to have done by `now`, each at its own instant; answers whether any did. */
function letUnitsAnswer(made: Making, now: number): boolean {
  const ripe = [...made.steps].flatMap(([id, steps]) =>
    steps.filter(({ at }) => at <= now).map((step) => ({ id, step })),
  );
  for (const { id, step } of ripe.toSorted((one, other) => one.step.at - other.step.at)) {
    const { command, by, at } = step;
    // Two of one matter: the second was thought out for a state that is gone.
    if (!made.steps.get(id)?.includes(step)) continue;
    const earliest = made.entries.at(-1)?.at ?? at;
    if (isRefusal(judge(made, by, command, Math.max(at, earliest)))) made.steps.delete(id);
  }
  return ripe.length > 0;
}

const isPerson = (by: Person | Actor): by is Person => 'jurisdiction' in by;

function actorOf(by: Actor | Person): Actor {
  const { id, name, role, unit, post } = by;
  const actor = { id, name, role, ...(unit !== undefined && { unit }), ...(post !== undefined && { post }) };
  // What a role of the county's own holds is asked for, and not kept.
  return 'holds' in by && by.holds ? Object.defineProperty(actor, 'holds', { value: by.holds }) : actor;
}

function judge(
  made: Making,
  by: Person | Actor,
  command: IncidentCommand,
  now: number,
): CommandAnswer | Refusal {
  const { county } = made;
  const actor = actorOf(by);
  const mayNot = isPerson(by) ? whyNot(by, command) : null;
  if (mayNot) return mayNot;
  const state = command.kind === 'report' ? null : (county.incidents.get(command.incident) ?? null);
  if (state && isPerson(by) && !maySee(by, concernOf(state)))
    return refuse('unknown', 'no-incident', { incident: state.id }, 'incident');
  const decision = decide(state, command, contextOf(made, by, now));
  if (isRefusal(decision)) return decision;
  const after = write(made, state, decision.facts, actor, now);
  for (const child of decision.opens ?? [])
    write(made, null, [{ kind: 'reported', incident: child }], actor, now);
  for (const { incident, fact } of decision.tells ?? [])
    write(made, must(county.incidents.get(incident), incident), [fact], actor, now);
  tellParent(made, state, after, decision.facts, actor, now);
  return { kind: 'done', subject: after.id, version: after.version, seq: county.seq };
}

/** What hangs on the role. Files that an answer names lie nowhere: phones of a drill name them and keep them to themselves. */
function whyNot(person: Person, command: IncidentCommand): Refusal | null {
  const { role } = person;
  if (!may(person, 'act')) return refuse('forbidden', 'role-may-not-act', { role });
  if (command.kind === 'report' && command.origin !== undefined)
    return refuse('forbidden', 'no-device-by-person', 'origin');
  if (command.kind === 'report' && !mayClaim(role, command.source))
    return refuse('forbidden', 'role-not-as-source', { role, source: command.source }, 'source');
  if ((command.kind === 'say' || command.kind === 'see') && !may(person, 'use-channel'))
    return refuse('forbidden', 'channel-not-for-citizens', 'kind');
  return null;
}

function write(
  made: Making,
  before: Incident | null,
  facts: readonly IncidentFact[],
  by: Actor,
  at: number,
): Incident {
  const { county, pack } = made;
  let after = before;
  const entries = facts.map((fact, index): LedgerEntry => {
    after = evolve(after, { at, by, fact });
    const { id: subject, version } = after;
    const seq = county.seq + 1 + index;
    const body = JSON.stringify({ seq, at, subject, version, by, fact });
    made.hash = createHash('sha256').update(made.hash).update(body).digest('hex');
    return { jurisdiction: pack.id, seq, at, subject, version, by, fact, hash: made.hash };
  });
  foldEntries(county, entries);
  made.entries.push(...entries);
  const done = must(after, 'a matter after its facts');
  const procedure = pack.procedures.get(done.procedure);
  made.due.set(done.id, procedure ? dueCommands(done, procedure, dueGroundOf(pack)) : []);
  made.steps.set(done.id, procedure ? made.answers(done, procedure) : []);
  return done;
}

/** The matter that opened this one hears how it stands. */
function tellParent(
  made: Making,
  before: Incident | null,
  after: Incident,
  facts: readonly IncidentFact[],
  by: Actor,
  at: number,
): void {
  const parent = after.parent && made.county.incidents.get(after.parent.incident);
  const fact = parent && joinOf(before, after, facts);
  if (parent && fact) write(made, parent, [fact], by, at);
}

function contextOf(made: Making, by: Person | Actor, now: number): DecideContext {
  const { pack, county } = made;
  const { identity, calendar } = pack.pack;
  return {
    ...groundOf(pack),
    item: (id) => pack.items.get(id),
    now,
    actor: actorOf(by),
    isAbove: (unit) => standsAbove(by, unit, pack.units),
    newId() {
      made.serial += 1;
      const day = new Date(localOf(calendar, now)).toISOString().slice(0, 10).replaceAll('-', '');
      return incidentNumber(identity.code, day, made.serial);
    },
    pace: () => 1,
    head: () => made.hash,
    incident(id) {
      const other = county.incidents.get(id);
      return other && isPerson(by) && !maySee(by, concernOf(other)) ? undefined : other;
    },
  };
}

/** Open matters of a drill. */
export const openOf = (county: County): Incident[] => [...county.incidents.values()].filter(isOpen);
