import type { Change, IncidentFact } from '../incident/fact.ts';
import type { Evidence, Incident, Task } from '../incident/incident.ts';
import type { Localized } from '../kernel/localized.ts';
import type { End, Procedure, Transition } from '../procedure/schema.ts';
import type { Field } from '../procedure/field.ts';
import type { PublicAct, PublicStep } from '../wire/public.ts';
import type { Followed, PublicNames } from './followed.ts';

type Entry = Followed['entries'][number];
type Advanced = Extract<IncidentFact, { kind: 'advanced' }>;

/**
 * The history of a matter reduced to what its reporter may read, first to last: what was done, by which unit, and the words that
 * were meant for the reporter. Officers' remarks, orders, reminders and points are not among it.
 */
export function publicSteps(
  entries: readonly Entry[],
  procedure: Procedure,
  names: PublicNames,
): PublicStep[] {
  let tasks: readonly Task[] = [];
  return entries.flatMap((entry): PublicStep[] => {
    const { fact, at, by } = entry;
    const own = by.role === 'citizen';
    const plain = { at, unit: null, told: [], text: null, score: null, own, photos: [] };
    switch (fact.kind) {
      case 'reported':
        tasks = fact.incident.tasks;
        return [
          { ...plain, act: 'reported', own: true, photos: own ? photosOf(fact.incident.evidence) : [] },
        ];
      case 'noted':
        return own ? [{ ...plain, act: 'remarked', text: fact.text, photos: photosOf(fact.evidence) }] : [];
      case 'advanced': {
        const before = tasks;
        const set = fact.changes.find((change) => change.kind === 'tasks-set');
        if (set) tasks = set.tasks;
        const step = procedure.transitions.find(({ id }) => id === fact.transition);
        const told = step ? toldBy(step, fact, by.unit) : [];
        const found = actOf(fact, step, procedure, before);
        const photos = step ? photosToldBy(step, fact) : [];
        const act = found?.act ?? (told.length + photos.length > 0 ? 'told' : null);
        if (act === null) return [];
        const unit = own
          ? null
          : found?.unit !== undefined
            ? names.unit(found.unit)
            : actorUnit(entry, names);
        const text = own && fact.note !== '' ? fact.note : null;
        return [{ ...plain, act, unit, told, text, photos, score: found?.score ?? null }];
      }
      default:
        return [];
    }
  });
}

function actorUnit({ by }: Entry, names: PublicNames): Localized | null {
  if (by.role === 'duty' || by.role === 'leader') return names.centre;
  return by.unit === undefined ? null : names.unit(by.unit);
}

interface Found {
  act: PublicAct;
  unit?: string;
  score?: number;
}
const endActs: Partial<Record<End, PublicAct>> = {
  void: 'void',
  merged: 'merged',
  'not-filed': 'not-taken',
  withdrawn: 'withdrawn',
};

/** The one thing that a step was, to somebody outside; of several the weightiest. */
function actOf(
  { changes }: Advanced,
  step: Transition | undefined,
  procedure: Procedure,
  before: readonly Task[],
): Found | null {
  const moved = changes.find((change) => change.kind === 'moved');
  const rated = changes.find((change) => change.kind === 'rated');
  const end = moved?.end ? endActs[moved.end] : undefined;
  if (end) return { act: end };
  if (step?.reporter === 'again') return { act: 'asked-again', ...(rated && { score: rated.score }) };
  if (rated) return { act: 'rated', score: rated.score };
  if (moved?.closing === 'closes') return { act: 'closed' };
  if (moved?.closing === 'reopens') return { act: 'reopened' };
  return taskAct(changes, before) ?? sideAct(changes, procedure, moved?.to);
}

/** Who was given it, who has taken it on, who has done it: by the lead task alone. */
function taskAct(changes: readonly Change[], before: readonly Task[]): Found | null {
  const set = changes.findLast((change) => change.kind === 'tasks-set');
  const lead = set?.tasks.findLast(({ role, state }) => role === 'lead' && state !== 'withdrawn');
  if (!lead) return null;
  const earlier = before.find(({ id }) => id === lead.id);
  if (earlier?.state === lead.state) return null;
  const acts = { issued: 'assigned', signed: 'signed', done: 'handled' } as const;
  if (lead.state === 'withdrawn') return null;
  // Opened again because it was not good enough: it is under way, as before.
  return earlier?.state === 'done' ? null : { act: acts[lead.state], unit: lead.unit };
}

function sideAct(changes: readonly Change[], procedure: Procedure, to: string | undefined): Found | null {
  for (const change of changes) {
    if (change.kind === 'suspended-set') return { act: change.value ? 'suspended' : 'resumed' };
    if (change.kind === 'ask-settled' && change.what === 'extension' && change.granted)
      return { act: 'extended' };
  }
  const node = procedure.nodes.find(({ id }) => id === to);
  return node?.mark === 'accepted' ? { act: 'accepted' } : null;
}

/** What a step's form says to the reporter. */
function toldBy({ form }: Transition, fact: Advanced, unit: string | undefined): PublicStep['told'] {
  const kept: Incident['data'] = Object.assign(
    {},
    ...fact.changes.map((change) => (change.kind === 'kept' ? change.data : {})),
  );
  return form.flatMap((field) => {
    if (!field.told) return [];
    const isNote = field.id === 'note' || field.id === 'reason';
    const value = isNote ? fact.note : (kept?.[field.id] ?? kept?.[`${field.id}@${unit ?? ''}`]);
    const text = value === undefined ? null : textOf(value, field);
    return text === null ? [] : [{ name: field.name, value: text }];
  });
}

const photosOf = (list: readonly Evidence[]): string[] =>
  list.flatMap(({ kind, ref }) => (kind === 'photo' && ref !== undefined ? [ref] : []));

/** The photographs of a step that shows the reporter its evidence. */
function photosToldBy({ form }: Transition, { changes }: Advanced): string[] {
  if (!form.some(({ kind, told }) => kind === 'evidence' && told)) return [];
  return changes.flatMap((change) => (change.kind === 'evidence-added' ? photosOf(change.evidence) : []));
}

function textOf(value: unknown, { choices }: Field): Localized | null {
  const list = (Array.isArray(value) ? value : [value]).filter(
    (one): one is string | number =>
      (typeof one === 'string' && one.trim() !== '') || typeof one === 'number',
  );
  if (list.length === 0) return null;
  const names = list.map((one): Localized => {
    const choice = choices?.find(({ id }) => id === one);
    return choice?.name ?? { zh: String(one), en: String(one) };
  });
  return { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') };
}
