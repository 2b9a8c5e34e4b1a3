import { asUnit } from '#shared/access/outsiders.ts';
import type { Actor } from '#shared/access/person.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import type { Form, IncidentCommand } from '#shared/incident/command.ts';
import type { Incident, Task } from '#shared/incident/incident.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import type { Field } from '#shared/procedure/field.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import type { DrillUnits } from '#shared/wire/drill.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** What a unit that answers by itself does next. */
export interface PretendStep {
  at: number;
  by: Actor;
  command: IncidentCommand;
}

/** Whoever stands in for a unit in a drill, so that nobody takes it for a person. */
const mark = 'drill-unit:';
export const isPretend = ({ id }: Pick<Actor, 'id'>): boolean => id.startsWith(mark);
const actorOf = (unit: string, name: string): Actor => ({
  id: `${mark}${unit}`,
  name: `${name}（演练代答）`,
  ...asUnit,
  unit,
});

/** A unit that does not answer as it should takes so many times as long, or sends the first task back that it is given. */
const lateTimes = 3;
const words = { reason: '不在本单位职责内，请改派（演练代答）', other: '已到场处置完毕（演练代答）' };
/** A file that lies nowhere, as those of phones in a drill. */
const photo = { kind: 'photo', text: '演练代答：未附真实照片', ref: `${'0'.repeat(64)}.jpg` } as const;

/**
 * The next step of each unit that has a task in a matter, from the table of its procedure alone: the main way, after about as long as
 * was said when the drill was opened. Seeded by drill, matter and task: the same drill answers the same way.
 */
export function pretendSteps(
  incident: Incident,
  procedure: Procedure,
  { pack, rate, seed }: { pack: Pick<LoadedPack, 'units'>; rate: DrillUnits; seed: string },
): PretendStep[] {
  return incident.tasks.flatMap((task): PretendStep[] => {
    if (task.state === 'withdrawn' || task.state === 'done') return [];
    const by = actorOf(task.unit, inRecord(pack.units.get(task.unit)?.name) ?? task.unit);
    const manner = mannerOf(incident, task, rate, seed);
    const step = stepOf(allowedTransitions(incident, procedure, by), manner);
    if (!step) return [];
    const since = Math.max(incident.nodeSince, task.signedAt ?? task.issuedAt);
    const usual = step.effects.some((one) => one.do === 'finish-task') ? rate.workMs : rate.signMs;
    const roll = dice(seedOf(`${seed} ${incident.id} ${task.id} ${step.id} ${incident.actedVersion}`));
    const takes = roll.around(usual, 0.35) * (manner === 'late' ? lateTimes : 1);
    const at = Math.round(since + takes);
    const { id, version } = incident;
    const form = formOf(step.form, at);
    return [{ at, by, command: { kind: 'take', incident: id, version, transition: step.id, form } }];
  });
}

type Manner = 'well' | 'late' | 'returns';
function mannerOf({ id, counts }: Incident, task: Task, { skill }: DrillUnits, seed: string): Manner {
  const roll = dice(seedOf(`${seed} ${id} ${task.unit}`));
  if (roll.chance(skill / 100)) return 'well';
  const { role: part } = task;
  const returns = roll.chance(0.5) && part === 'lead' && (counts.return ?? 0) === 0;
  return returns ? 'returns' : 'late';
}

function stepOf(steps: readonly Transition[], manner: Manner): Transition | undefined {
  const back = steps.find(({ effects }) =>
    effects.some((one) => one.do === 'count' && one.what === 'return'),
  );
  if (manner === 'returns' && back && isFilled(back)) return back;
  return steps.find((step) => step.weight === 'main' && isFilled(step));
}

/** Forms that ask for more than words and a photo are for people. */
const isFilled = ({ form }: Transition): boolean =>
  form.every(
    ({ required, kind, pattern }) => !required || ((kind === 'text' || kind === 'evidence') && !pattern),
  );

function formOf(fields: readonly Field[], at: number): Form {
  const form: Form = {};
  for (const { id, kind, required, min = 1 } of fields) {
    if (!required) continue;
    if (kind === 'evidence') form[id] = Array.from({ length: min }, () => ({ ...photo, at }));
    else form[id] = (id === 'reason' ? words.reason : words.other).padEnd(min, '。');
  }
  return form;
}
