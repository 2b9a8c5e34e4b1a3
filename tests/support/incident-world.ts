import type { Actor } from '#shared/access/person.ts';
import type { Calendar, Limit } from '#shared/clock/calendar.ts';
import type { IncidentCommand, Report } from '#shared/incident/command.ts';
import type { DecideContext } from '#shared/incident/context.ts';
import { decide } from '#shared/incident/decide-incident.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentEvent } from '#shared/incident/fact.ts';
import type { Evidence, Incident } from '#shared/incident/incident.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';

/** Monday 2026-11-23 09:00 in Shanghai. */
export const monday9 = Date.parse('2026-11-23T09:00:00+08:00');

export const calendar: Calendar = {
  utcOffsetMinutes: 480,
  periods: [
    [510, 690],
    [810, 1050],
  ],
  holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
  makeUpDays: ['2026-10-10'],
};

export const item: CatalogueItem = {
  id: 'manhole',
  class: { zh: '市容环境', en: 'City' },
  name: { zh: '井盖缺失', en: 'Manhole cover missing' },
  kind: 'asset',
  domain: 'city-management',
  procedure: 'standard',
  filingCondition: '—',
  closingCondition: '—',
  limits: {
    filing: { amount: 30, unit: 'urgent-minute' },
    dispatch: { amount: 30, unit: 'urgent-minute' },
    handling: { amount: 2, unit: 'work-hour' },
    check: { amount: 60, unit: 'urgent-minute' },
    whole: { amount: 1, unit: 'work-day' },
  },
  units: ['city'],
  skills: [],
  grade: 'ordinary',
};
const days = (amount: number): Limit => ({ amount, unit: 'work-day' });
/** The item, and what its incidents may open. */
export const items: CatalogueItem[] = [
  item,
  ...['supervision-order', 'appeal'].map((id) => ({
    ...item,
    id,
    procedure: id,
    limits: {
      sign: days(1),
      check: days(1),
      review: days(1),
      decision: days(1),
      handling: days(2),
      whole: days(9),
    },
  })),
];

export const duty: Actor = { id: 'duty1', name: '值班席 01', role: 'duty' };
/** Looks at what the other did. */
export const duty2: Actor = { id: 'duty2', name: '值班席 02', role: 'duty' };
export const leader: Actor = { id: 'leader', name: '领导', role: 'leader', post: 'leader' };
export const system: Actor = { id: 'system', name: '系统', role: 'system' };
export const handlerOf = (unit: string): Actor => ({ id: `h-${unit}`, name: unit, role: 'handler', unit });
export const units = ['city', 'water', 'town'];

/** A world of one incident, driven through the real engine with a clock in the hand. */
export interface IncidentWorld {
  now: number;
  state: Incident | null;
  readonly events: IncidentEvent[];
  others: Map<string, Incident>;
  /** Sends a command; on success folds its facts and returns the new state. */
  send(command: IncidentCommand, by: Actor): Incident | Refusal;
  /** Takes a step with the version just seen. */
  take(
    transition: string,
    by: Actor,
    form?: Record<string, never> | Extract<IncidentCommand, { kind: 'take' }>['form'],
  ): Incident | Refusal;
  report(more?: Partial<Report>): Incident;
}

export function incidentWorld(): IncidentWorld {
  const context = (actor: Actor): DecideContext => ({
    now: world.now,
    actor,
    jurisdiction: 'test',
    calendar,
    procedure: (id) => builtInProcedures.get(id),
    item: (id) => items.find((one) => one.id === id),
    unitKind: (id) => (units.includes(id) ? 'department' : undefined),
    listed: () => undefined,
    chain: (place) => (place.lng > 0 ? ['t', 't-1', 't-1-1'] : []),
    responsible: () => ({ staff: 's1', name: '一格 网格员', post: 'grid-member' }),
    newId: () => '3202812026112300001',
    incident: (id) => world.others.get(id),
    policy: {
      grades: { simple: {}, ordinary: {}, complex: {} },
      supervision: { remindAt: 0.7, stepShare: 0.5 },
    },
    centre: 'centre',
    cellsIn: () => [],
    area: () => undefined,
    areaOf: () => undefined,
    home: { lng: 120.2, lat: 31.9 },
    isAbove: () => true,
    unitOfPlace: () => 'town',
    pace: () => 1,
    head: () => 'head',
    pool: () => [],
    told: (unit) => ({ name: unit, unit }),
    ladder: () => [
      { level: 'supervisor', to: null },
      { level: 'leader', to: { name: '领导', post: 'leader' } },
    ],
  });
  const world: IncidentWorld = {
    now: monday9,
    state: null,
    events: [],
    others: new Map(),
    send(command, by) {
      const decision = decide(world.state, command, context(by));
      if (isRefusal(decision)) return decision;
      for (const fact of decision.facts) {
        const event = { at: world.now, by, fact };
        world.events.push(event);
        world.state = evolve(world.state, event);
      }
      return world.state as Incident;
    },
    take: (transition, by, form = {}) =>
      world.send(
        {
          kind: 'take',
          incident: world.state?.id ?? '',
          version: world.state?.version ?? 1,
          transition,
          form,
        },
        by,
      ),
    report(more = {}) {
      const report: Report = {
        kind: 'report',
        source: 'patrol',
        item: item.id,
        title: '中山路 井盖缺失',
        detail: '',
        place: { lng: 120.28, lat: 31.91 },
        address: '',
        urgent: false,
        evidence: [],
        ...more,
      };
      const made = world.send(report, duty);
      if (isRefusal(made)) throw new Error(made.reason);
      return made;
    },
  };
  return world;
}

/** What a feedback shows. */
export const shown: Evidence[] = [
  { kind: 'photo', text: '现场照片', ref: `${'0'.repeat(64)}.jpg`, at: monday9 },
];

/** Drives a fresh world to a node along the main way. */
export function worldAt(
  node: 'filed' | 'dispatched' | 'signed' | 'handling' | 'fed-back' | 'closed',
  stepMs = 60_000,
): IncidentWorld {
  const world = incidentWorld();
  world.report();
  const city = handlerOf('city');
  const way: [string, string, Actor, Parameters<IncidentWorld['take']>[2]][] = [
    ['accepted', 'accept', duty, {}],
    ['filed', 'file', duty, {}],
    ['dispatched', 'dispatch', duty, { lead: 'city', co: ['water'] }],
    ['signed', 'sign', city, {}],
    ['handling', 'start-work', city, {}],
    ['fed-back', 'feed-back', city, { note: '已更换', evidence: shown }],
    ['checked', 'pass-check', duty, {}],
    ['closed', 'close', duty, {}],
  ];
  for (const [reached, transition, by, form] of way) {
    world.now += stepMs;
    if (transition === 'feed-back') {
      world.take('co-sign', handlerOf('water'));
      world.take('co-feed-back', handlerOf('water'), { note: '已协助' });
    }
    const answer = world.take(transition, by, form);
    if (isRefusal(answer)) throw new Error(`${transition}: ${answer.reason}`);
    if (reached === node) break;
  }
  return world;
}
