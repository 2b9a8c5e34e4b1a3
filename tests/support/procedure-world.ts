import type { Actor } from '#shared/access/person.ts';
import type { Limit } from '#shared/clock/calendar.ts';
import type { Form, IncidentCommand, Report } from '#shared/incident/command.ts';
import type { Area, DecideContext } from '#shared/incident/context.ts';
import type { UnitKind } from '#shared/procedure/unit-kind.ts';
import { decide } from '#shared/incident/decide-incident.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentEvent, IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { joinOf } from '#shared/incident/join.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { lists, type ListedItem } from '#shared/procedure/listed.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import { calendar, monday9 } from './incident-world.ts';

/** Units of the world: the first three are those of every item. */
export const worldUnits = [
  ...(['city', 'water', 'police', 'town', 'village'] as const),
  ...(['hamlet', 'garden', 'market', 'guild'] as const),
];
/** `town` is a town; village, hamlet and garden are communities, `guild` a body of society; the others are departments. */
export function kindOf(id: string): UnitKind | undefined {
  if (['village', 'hamlet', 'garden'].includes(id)) return 'community';
  if (id === 'town') return 'town';
  if (id === 'guild') return 'society';
  return worldUnits.some((unit) => unit === id) ? 'department' : undefined;
}
export const worldListed = lists.map((list): ListedItem => ({
  id: `${list}-1`,
  list,
  name: { zh: `${list} 一`, en: `${list} 1` },
  unit: 'city',
}));

/** Items that procedures open by name; every other procedure has one item of its own name. */
const openedItems: Record<string, string> = {
  'agency-licence': 'approval',
  'inspection-case': 'enforcement',
};

const day: Limit = { amount: 2, unit: 'work-day' };

function itemOf(
  id: string,
  { id: procedure, clocks }: Procedure,
  limits: Record<string, Limit>,
): CatalogueItem {
  const wanted = clocks.filter(({ limit }) => limit === undefined || limit === 'given');
  return {
    id,
    class: { zh: '类', en: 'Class' },
    name: { zh: id, en: id },
    kind: 'event',
    procedure,
    domain: 'government-service',
    filingCondition: '—',
    closingCondition: '—',
    skills: [],
    units: ['city', 'water', 'police'],
    limits: {
      ...Object.fromEntries(wanted.map((clock) => [clock.id, day])),
      whole: { amount: 8, unit: 'work-day' },
      ...limits,
    },
    ...(procedure === 'standard' && { grade: 'ordinary' }),
  };
}

/** The catalogue of the world: an item for each built-in procedure, and those that are opened by name. */
export function worldItems(limits: Record<string, Limit> = {}): Map<string, CatalogueItem> {
  const own = [...builtInProcedures.keys()].map((id) => [id, id] as const);
  return new Map(
    [...own, ...Object.entries(openedItems)].map(([id, procedure]) => [
      id,
      itemOf(id, must(builtInProcedures.get(procedure), procedure), limits),
    ]),
  );
}

/** A world of many matters under the real engine: what one opens lives on, and parents are told as the house tells them. */
export interface ProcedureWorld {
  now: number;
  readonly states: Map<string, Incident>;
  readonly events: Map<string, IncidentEvent[]>;
  /** Sends a command about `id`, or null for a report; the incident afterwards. */
  send(id: string | null, command: IncidentCommand, by: Actor): Incident | Refusal;
  /** Takes a step with the version just seen. */
  take(id: string, transition: string, by: Actor, form?: Form): Incident | Refusal;
  report(item: string, by: Actor, form?: Form, more?: Partial<Report>): Incident | Refusal;
  state(id: string): Incident;
}

export function procedureWorld(start = monday9, limits: Record<string, Limit> = {}): ProcedureWorld {
  const items = worldItems(limits);
  let serial = 0;
  const ground = groundOf(items);
  const context = (actor: Actor): DecideContext => ({
    ...ground,
    now: world.now,
    actor,
    newId: () => `32028120261123${String((serial += 1)).padStart(5, '0')}`,
    incident: (id) => world.states.get(id),
    pace: () => 1,
    head: () => `head ${String(serial)} ${String(world.now)}`,
  });
  const fold = (id: string, facts: readonly IncidentFact[], by: Actor): Incident => {
    const list = world.events.get(id) ?? [];
    let state = world.states.get(id) ?? null;
    for (const fact of facts) {
      const event = { at: world.now, by, fact };
      list.push(event);
      state = evolve(state, event);
    }
    world.events.set(id, list);
    world.states.set(id, must(state, id));
    return must(state, id);
  };
  const world: ProcedureWorld = {
    now: start,
    states: new Map(),
    events: new Map(),
    state: (id) => must(world.states.get(id), id),
    send(id, command, by) {
      const before = id === null ? null : world.state(id);
      const decision = decide(before, command, context(by));
      if (isRefusal(decision)) return decision;
      const [first] = decision.facts;
      const made = fold(id ?? (first?.kind === 'reported' ? first.incident.id : ''), decision.facts, by);
      for (const child of decision.opens ?? []) fold(child.id, [{ kind: 'reported', incident: child }], by);
      for (const { incident, fact } of decision.tells ?? []) fold(incident, [fact], by);
      const told = made.parent && joinOf(before, made, decision.facts);
      if (made.parent && told) fold(made.parent.incident, [told], by);
      return made;
    },
    take: (id, transition, by, form = {}) =>
      world.send(id, { kind: 'take', incident: id, version: world.state(id).version, transition, form }, by),
    report: (item, by, form = {}, more = {}) =>
      world.send(
        null,
        {
          kind: 'report',
          source: 'department',
          item,
          title: item,
          detail: '',
          address: '',
          form,
          place: { lng: 120.28, lat: 31.91 },
          urgent: false,
          evidence: [],
          ...more,
        },
        by,
      ),
  };
  return world;
}

function groundOf(
  items: ReadonlyMap<string, CatalogueItem>,
): Omit<DecideContext, 'now' | 'actor' | 'newId' | 'incident' | 'pace' | 'head'> {
  const cells: Record<string, string[]> = { t: ['t-1', 't-2'], 't-1': ['t-1-1', 't-1-2'] };
  const centre = { lng: 120.28, lat: 31.91 };
  const chains: Record<string, string[]> = {
    t: ['t'],
    't-1': ['t', 't-1'],
    't-1-1': ['t', 't-1', 't-1-1'],
    't-1-2': ['t', 't-1', 't-1-2'],
  };
  const area = (grid: string): Area | undefined => {
    const grids = chains[grid];
    return grids && { name: grid, centre, grids };
  };
  return {
    jurisdiction: 'test',
    calendar,
    procedure: (id) => builtInProcedures.get(id),
    item: (id) => items.get(id),
    unitKind: kindOf,
    listed: (id) => worldListed.find((one) => one.id === id),
    chain: (place) => (place.lng > 0 ? ['t', 't-1', 't-1-1'] : []),
    responsible: () => ({ staff: 's1', name: '一格 网格员', post: 'grid-member' }),
    policy: {
      grades: { simple: {}, ordinary: { handling: { amount: 9, unit: 'work-hour' } }, complex: {} },
      supervision: { remindAt: 0.7, stepShare: 0.5 },
    },
    centre: 'city',
    cellsIn: (grid) => (cells[grid] ?? []).map((id) => ({ id, name: id, centre })),
    area,
    areaOf: (unit) => (kindOf(unit) === 'community' ? area('t-1') : unit === 'town' ? area('t') : undefined),
    home: { lng: 120.2, lat: 31.9 },
    isAbove: () => true,
    unitOfPlace: () => 'village',
    pool: (from) =>
      from === 'objects'
        ? [1, 2, 5].map((weight, i) => ({ id: `object-${i + 1}`, name: `对象 ${i + 1}`, weight }))
        : ['city', 'city', 'water', 'police'].map((unit, i) => ({
            id: `officer-${i + 1}`,
            name: `执法队员 ${i + 1}`,
            weight: 1,
            unit,
          })),
    told: (unit) => ({ name: unit, unit }),
    ladder: () => [
      { level: 'supervisor', to: null },
      { level: 'leader', to: { name: '领导', post: 'leader' } },
    ],
  };
}
