import { namelessOf } from '#shared/access/outsiders.ts';
import { leadOf } from '#shared/incident/columns.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { middleOf, scoreOf, totalOf, type Answered, type Goals } from '#shared/drill/score.ts';
import type { DrillHead, DrillMatter, DrillSheet } from '#shared/wire/drill.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { answeringAt } from '../packs/responsible.ts';
import type { LedgerEntry } from '../ports.ts';
import type { DrillCounty } from './drill-county.ts';
import { isPretend } from './pretend-units.ts';

/** What became of each matter of a drill by `now`, in the order in which they came in. */
export function mattersOf(
  { county, entries }: Pick<DrillCounty, 'county' | 'entries'>,
  played: readonly string[],
  goals: Goals,
  now: number,
): DrillMatter[] {
  const acts = groupBy(entries, ({ subject }) => subject);
  return played.flatMap((id): DrillMatter[] => {
    const incident = county.incidents.get(id);
    if (!incident) return [];
    const { item, title, urgent, reportedAt } = incident;
    const steps = (acts.get(id) ?? []).filter(isByPerson);
    const [taken, dispatched] = [steps[0], steps.find(({ fact }) => givesTask(fact))];
    const [named, helpers] = namedBy(county.pack, incident);
    const answered: Answered = {
      urgent,
      reportedAt,
      takenAt: taken?.at ?? null,
      dispatchedAt: dispatched?.at ?? null,
      lead: dispatched ? leadIn(dispatched.fact) : null,
      named,
      helpers,
      ended: incident.ended !== undefined || incident.closedAt !== undefined,
    };
    const score = scoreOf(answered, goals, now);
    const answer = answerOf(incident, acts.get(id) ?? []);
    const by = { takenBy: taken?.by.name ?? null, dispatchedBy: dispatched?.by.name ?? null };
    return [{ id, item, title, ...answered, helpers: [...helpers], ...by, answer, score }];
  });
}

export function sheetOf(head: DrillHead, at: number, matters: DrillMatter[]): DrillSheet {
  const spans = (of: 'takenAt' | 'dispatchedAt'): number[] =>
    matters.flatMap((one) => (one[of] === null ? [] : [one[of] - one.reportedAt]));
  const judged = matters.filter(({ score }) => score.unit.of > 0);
  return {
    head: { ...head, came: matters.length, score: totalOf(matters) },
    at,
    matters,
    takeMs: middleOf(spans('takenAt')),
    dispatchMs: middleOf(spans('dispatchedAt')),
    missed: matters.filter(({ score }) => score.missed).length,
    rightUnit: { right: judged.filter(({ lead, named }) => lead === named).length, of: judged.length },
  };
}

/** A step of somebody who is there: neither of the clock nor of a unit that answers by itself. */
function isByPerson({ by, fact }: LedgerEntry): boolean {
  return fact.kind === 'advanced' && namelessOf(by) === null && !isPretend(by);
}

/** What became of the task of the unit that leads. */
function answerOf({ tasks }: Incident, acts: readonly LedgerEntry[]): DrillMatter['answer'] {
  const lead = tasks.findLast(({ role, state }) => role === 'lead' && state !== 'withdrawn');
  if (lead?.signedAt === undefined) return null;
  const { signedAt, doneAt = null, unit } = lead;
  const last = acts.findLast(({ by, fact }) => fact.kind === 'advanced' && by.unit === unit);
  return { signedAt, doneAt, byItself: last !== undefined && isPretend(last.by) };
}

const tasksIn = (fact: LedgerEntry['fact']) =>
  fact.kind === 'advanced' ? fact.changes.flatMap((one) => (one.kind === 'tasks-set' ? one.tasks : [])) : [];
const givesTask = (fact: LedgerEntry['fact']): boolean => tasksIn(fact).length > 0;

function leadIn(fact: LedgerEntry['fact']): string | null {
  const tasks = tasksIn(fact as IncidentFact);
  return leadOf({ tasks } as Parameters<typeof leadOf>[0]);
}

/** Whom the matrix says leads, and who it says helps. */
function namedBy(
  pack: LoadedPack,
  incident: Parameters<typeof answeringAt>[1],
): [string | null, readonly string[]] {
  const answering = answeringAt(pack, incident);
  const lead = answering.find(({ role }) => role === 'lead')?.unit ?? null;
  return [lead, answering.flatMap(({ role, unit }) => (role === 'co' ? [unit] : []))];
}
