import type { Actor } from '#shared/access/person.ts';
import { offeredSteps } from '#shared/incident/hindrance.ts';
import type { Form } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { End, Procedure, Transition } from '#shared/procedure/schema.ts';
import type { Field } from '#shared/procedure/field.ts';
import { kindOf, worldListed, worldUnits, type ProcedureWorld } from './procedure-world.ts';

/** One of everybody who may act, with the posts that steps ask for. */
export const people: readonly Actor[] = [
  { id: 'system', name: '系统', role: 'system' },
  { id: 'duty1', name: '值班席 01', role: 'duty', post: 'duty-officer' },
  { id: 'chief', name: '值班长', role: 'duty', post: 'duty-chief' },
  { id: 'leader', name: '分管领导', role: 'leader', post: 'leader' },
  { id: 'citizen', name: '市民', role: 'citizen' },
  { id: 'field', name: '网格员', role: 'field', post: 'grid-member', unit: 'village' },
  { id: 'agent', name: '代办员', role: 'field', post: 'agent', unit: 'village' },
  // Of the unit that leads every item there are as many as look at each other's work.
  ...worldUnits.flatMap((unit) =>
    (unit === 'city' ? ['', '-2', '-3', '-4'] : ['']).map((seat) => ({
      id: `h-${unit}${seat}`,
      name: `${unit}${seat} 经办员`,
      unit,
      role: 'handler' as const,
      post: 'handler' as const,
    })),
  ),
];

/** Everybody by name, for tests that walk a life by hand. */
export const personOf = (id: string): Actor =>
  must(
    people.find((one) => one.id === id),
    id,
  );

/** What the house wrote down for a list. */
const someFile = `${'0'.repeat(64)}.jpg`;
const listed = ['条目一', '条目二'];
const texts = ['说明', '91320281MA1ABCDE2X', '123X', 'SZF-0417', '0510-86990000'];

/** A form that its fields accept. Optional fields are left out half the time. */
export function formFor(
  fields: readonly Field[],
  dice: Dice,
  twin: string,
  at: number,
  /** Units that are not to be named. */
  barred: readonly string[] = [],
): Form {
  const form: Form = {};
  for (const field of fields) {
    if (!field.required && field.expects === undefined && dice.chance(0.5)) continue;
    form[field.id] = valueFor(field, form, dice, twin, at, barred);
  }
  return form;
}

function valueFor(
  field: Field,
  form: Form,
  dice: Dice,
  twin: string,
  at: number,
  barred: readonly string[],
): Form[string] {
  const { min = 1, max } = field;
  const fitsField = (unit: string): boolean => fitsKinds(field, unit) && !barred.includes(unit);
  const some = <T>(from: readonly T[]): T[] => {
    const from0 = dice.between(0, from.length - 1);
    const count = Math.max(min, dice.between(1, Math.min(max ?? from.length, from.length)));
    return Array.from({ length: count }, (_, i) => must(from[(from0 + i) % from.length], 'one of them'));
  };
  switch (field.kind) {
    case 'text': {
      const match = new RegExp(`^(?:${field.pattern?.match ?? '.+'})$`, 'u');
      return must(
        texts.find((text) => match.test(text)),
        `a text for ${field.id}`,
      );
    }
    case 'number':
      // What is expected to rise is there at once: those that fall with a reason are walked by hand.
      if (field.expects === 'rise') return max ?? 100;
      return dice.between(field.min ?? 0, Math.min(max ?? 1000, (field.min ?? 0) + 1000));
    case 'date':
      return new Date(at + 30 * dayMs).toISOString().slice(0, 10);
    case 'yes-no':
      return dice.chance(0.5);
    case 'unit':
      return dice.pick(worldUnits.filter(fitsField));
    case 'units':
      return some(worldUnits.filter((unit) => unit !== form['lead'] && fitsField(unit)));
    case 'incident':
      return twin;
    case 'rating':
      return dice.between(1, 5);
    case 'limit':
      return { amount: dice.between(1, 3), unit: 'work-day' };
    case 'evidence':
      return Array.from({ length: min }, () => ({ kind: 'photo' as const, text: '记录', ref: someFile, at }));
    case 'choice':
      return dice.pick(must(field.choices, field.id)).id;
    case 'record':
      return 'abcdefgh1234';
    case 'listed':
      return dice.pick(worldListed.filter(({ list }) => field.lists?.includes(list))).id;
    case 'list':
      return listed;
    case 'checklist':
      if (field.of !== undefined) return [...listed];
      return (
        field.expects === 'all' ? must(field.choices, field.id) : some(must(field.choices, field.id))
      ).map(({ id }) => id);
  }
}

export interface Way {
  by: Actor;
  transition: Transition;
}

export const procedureOf = (state: Incident): Procedure =>
  must(builtInProcedures.get(state.procedure), state.procedure);

const fitsKinds = ({ kinds }: Field, unit: string): boolean =>
  kinds?.some((kind) => kind === kindOf(unit)) ?? true;

/** Units that a step may not be given to: they have had its matter already. */
export function barredOf(state: Incident, { effects }: Transition): string[] {
  const open = effects.find((one) => one.do === 'open' && one.for === 'form');
  if (open?.do !== 'open') return [];
  return (state.children ?? []).flatMap(({ item, unit, joinedAt, outcome }) =>
    item === open.item && outcome !== 'void' && (!open.again || joinedAt === undefined) && unit ? [unit] : [],
  );
}

/** Whether somebody is left to whom it can be given. */
function hasUnits(state: Incident, transition: Transition): boolean {
  const barred = barredOf(state, transition);
  const field = transition.form.find(({ id }) => id === 'units');
  return !field || worldUnits.some((unit) => fitsKinds(field, unit) && !barred.includes(unit));
}

/** What anybody is offered with a matter now, what only waits for time among it. */
function offersOf(state: Incident, now: number) {
  const procedure = procedureOf(state);
  return people.flatMap((by) =>
    offeredSteps(state, procedure, by, { now, isAbove: () => true }).map((offer) => ({ by, ...offer })),
  );
}
type Offers = ReturnType<typeof offersOf>;
const waysIn = (offers: Offers, state: Incident): Way[] =>
  offers
    .filter(({ transition, hindrance }) => hindrance === null && hasUnits(state, transition))
    .map(({ by, transition }) => ({ by, transition }));

/** All that anybody may do with a matter now. */
export const waysOf = (state: Incident, now: number): Way[] => waysIn(offersOf(state, now), state);

/** The same, and when the next step becomes possible that only waits for time; Infinity when there is none. */
export function waysAndNext(state: Incident, now: number): { ways: Way[]; next: number } {
  const offers = offersOf(state, now);
  return {
    ways: waysIn(offers, state),
    next: Math.min(...offers.flatMap(({ hindrance }) => hindrance?.at ?? [])),
  };
}

/** Clocks that have run out are told, as the clockwork would: lapse, and up the ladder. */
export function tick(world: ProcedureWorld): void {
  const system = personOf('system');
  for (const [id, { clocks }] of world.states)
    for (const [clock, { dueAt, stoppedAt, pausedAt, lapsedAt }] of Object.entries(clocks))
      if (stoppedAt === undefined && pausedAt === undefined && dueAt <= world.now && lapsedAt === undefined) {
        world.send(id, { kind: 'lapse', incident: id, clock }, system);
        world.send(id, { kind: 'escalate', incident: id, clock }, system);
      }
}

/** Steps from each node to the nearest of `ends`. */
export function distances({ nodes, transitions }: Procedure, wanted: readonly End[]): Map<string, number> {
  const ends = nodes.flatMap(({ id, end }) => (end !== undefined && wanted.includes(end) ? [id] : []));
  const found = new Map<string, number>(ends.map((id) => [id, 0]));
  for (const [id, far] of found)
    for (const { from, to } of transitions)
      if (to === id) for (const one of from) if (!found.has(one)) found.set(one, far + 1);
  return found;
}
