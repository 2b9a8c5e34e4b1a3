import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { systemsOf } from '#shared/pack/domain.ts';
import * as wire from '#shared/wire/alarms.ts';

import type { LoadedPack } from '../../packs/loaded.ts';
import type { Packs } from '../../packs/port.ts';
import type { AlarmRoom, StandingAlarm } from '../../ports.ts';
import { seesPlace } from '../../queries/scope-of-pack.ts';
import { forWho, type Route } from '../route.ts';

const tag = 'alarms';

/** What sensors raise, as a list of work: seen by its sensors, each as far as they lie in the asker's part. */
export function alarmRoutes({ alarms, packs }: { alarms: AlarmRoom; packs: Pick<Packs, 'of'> }): Route[] {
  return [
    forWho('see-alarms', {
      method: 'get',
      path: '/alarms',
      tag,
      answer: wire.alarmList,
      summary: 'Alarms that stand open, what needs somebody most first',
      handle: ({ pack, person }) => ({
        alarms: alarms.standing(pack.id).alarms.flatMap((alarm) => stateOf(pack, person, alarm) ?? []),
      }),
    }),
    forWho('see-alarms', {
      method: 'get',
      path: '/alarms/performance',
      tag,
      query: wire.alarmPerformanceQuery,
      answer: wire.alarmPerformance,
      summary: 'The load of a time: rates by operator, shares of priorities, what raises most (ISA-18.2)',
      async handle({ pack, person, query }) {
        const told = await alarms.performance(pack.id, query.from, query.to);
        return {
          ...told,
          badActors: told.badActors.filter(({ sensor }) => seesSensor(pack, person, sensor)),
        };
      },
    }),
    ...storyRoutes(alarms),
    ...actRoutes(alarms),
    ...ruleRoutes(alarms, packs),
    ...suppressionRoutes(alarms),
  ];
}

/** What was raised, and what was done about it. */
function storyRoutes(alarms: AlarmRoom): Route[] {
  return [
    forWho('see-alarms', {
      method: 'get',
      path: '/alarms/:id/story',
      tag,
      answer: wire.alarmStory,
      summary: 'What was done about an alarm, and its newest raises',
      async handle({ pack, person, params }) {
        const told = await alarms.story(pack.id, params['id'] ?? '');
        if (isRefusal(told)) return told;
        const raises = told.raises.filter(({ sensor }) => seesSensor(pack, person, sensor));
        if (raises.length === 0 && !seesAll(person)) return refuse('unknown', 'alarm-not-in-scope', 'id');
        return { ...told, raises };
      },
    }),
    forWho('see-alarms', {
      method: 'get',
      path: '/sensors/:sensor/raises',
      tag,
      answer: wire.sensorRaises,
      summary: 'The newest raises of one sensor',
      async handle({ pack, person, params }) {
        const sensor = params['sensor'] ?? '';
        if (!seesSensor(pack, person, sensor)) return refuse('unknown', 'no-sensor-in-scope', 'sensor');
        return { raises: await alarms.raisesOf(pack.id, sensor) };
      },
    }),
  ];
}

/** What people do about an alarm of which a sensor is theirs. */
function actRoutes(alarms: AlarmRoom): Route[] {
  const act = (
    path: string,
    summary: string,
    body: z.ZodType | undefined,
    answer: z.ZodType,
    handle: (person: Person, id: string, body: never) => Promise<unknown>,
  ): Route =>
    forWho('keep-alarms', {
      method: 'post',
      path: `/alarms/:id${path}`,
      tag,
      summary,
      answer,
      ...(body && { body }),
      async handle({ pack, person, params, body: given }) {
        const id = params['id'] ?? '';
        const alarm = visible(alarms, pack, person, id);
        return isRefusal(alarm) ? alarm : ((await handle(person, id, given as never)) ?? {});
      },
    });
  return [
    act('/acknowledgement', 'Says that one has seen it', undefined, wire.alarmDone, (person, id) =>
      alarms.acknowledge(person, id),
    ),
    act(
      '/shelf',
      'Puts it aside until a term, or takes it back',
      wire.alarmShelf,
      wire.alarmDone,
      (person, id, body) => {
        const { until, reason } = body as z.infer<typeof wire.alarmShelf>;
        return alarms.shelve(person, id, until, reason);
      },
    ),
    act(
      '/matter',
      'Makes a matter of it, or of one sensor in it',
      wire.alarmMatter,
      wire.promoted,
      async (person, id, body) => {
        const incident = await alarms.promote(person, id, (body as z.infer<typeof wire.alarmMatter>).sensor);
        return isRefusal(incident) ? incident : { incident };
      },
    ),
  ];
}

/** The alarm, if a sensor of it is the asker's. */
function visible(
  alarms: Pick<AlarmRoom, 'standing'>,
  pack: LoadedPack,
  person: Person,
  id: string,
): wire.AlarmState | Refusal {
  const found = alarms.standing(pack.id).alarms.find((alarm) => alarm.id === id);
  const state = found && stateOf(pack, person, found);
  return state ?? refuse('unknown', 'alarm-not-open-in-scope', 'id');
}

/** What raises an alarm, and how it would have done with another rule. */
function ruleRoutes(alarms: AlarmRoom, packs: Pick<Packs, 'of'>): Route[] {
  return [
    forWho('see-alarms', {
      method: 'get',
      path: '/rules',
      tag: 'sensing',
      query: wire.rulesQuery,
      answer: wire.ruleList,
      summary: 'Rules over the sensors: what raises an alarm, or raised one at an instant of the past',
      handle: ({ pack, query: { at } }) => ({
        rules: ((at === undefined ? null : packs.of(pack.id, at)) ?? pack).pack.rules,
      }),
    }),
    forWho('see-alarms', {
      method: 'post',
      path: '/rules/rehearsal',
      tag: 'sensing',
      body: wire.rehearsalAsked,
      answer: wire.rehearsal,
      summary:
        'Lets a rule run over what was measured: how often it would have been raised, beside what happened',
      handle: ({ pack, person, body }) =>
        alarms.rehearse(pack.id, body, ({ place }) => seesPlace(pack, person, place)),
    }),
  ];
}

/** Silence by approval: asked for by one, approved by another who decides as a leader. */
function suppressionRoutes(alarms: AlarmRoom): Route[] {
  const isOwn = (pack: LoadedPack, person: Person, grids: readonly string[]): boolean =>
    seesAll(person) || (grids.length > 0 && grids.every((grid) => isWithin(pack, person, grid)));
  const settle = (verdict: 'approve' | 'end', path: string, summary: string): Route =>
    forWho(verdict === 'approve' ? 'lead' : 'keep-alarms', {
      method: 'post',
      path: `/alarm-suppressions/:id/${path}`,
      tag,
      summary,
      answer: wire.suppression,
      handle({ pack, person, params }) {
        const id = params['id'] ?? '';
        const row = alarms.suppressions(pack.id).find((one) => one.id === id);
        if (!row || !isOwn(pack, person, row.grids)) return refuse('unknown', 'silence-unknown', 'id');
        return alarms.settleSuppression(person, id, verdict);
      },
    });
  return [
    forWho('see-alarms', {
      method: 'get',
      path: '/alarm-suppressions',
      tag,
      answer: wire.suppressionList,
      summary: 'Areas and systems that are kept silent for a time, and those that were',
      handle: ({ pack, person }) => ({
        suppressions: alarms.suppressions(pack.id).filter(({ grids }) => isOwn(pack, person, grids)),
      }),
    }),
    forWho('keep-alarms', {
      method: 'post',
      path: '/alarm-suppressions',
      tag,
      body: wire.suppressionAsked,
      answer: wire.suppression,
      summary: 'Asks that an area or some systems are kept silent for a time',
      handle({ pack, person, body }) {
        const stray = body.grids.find((grid) => !pack.grid.byId.has(grid));
        if (stray !== undefined) return refuse('unknown', 'silence-no-grid', { grid: stray }, 'grids');
        const known = new Set(systemsOf(pack.pack).map(({ id }) => id));
        if (!body.systems.every((one) => known.has(one)))
          return refuse('unknown', 'unknown-thing', 'systems');
        if (!isOwn(pack, person, body.grids)) return refuse('forbidden', 'silence-other-part', 'grids');
        return alarms.askSuppression(person, body);
      },
    }),
    settle('approve', 'approval', 'Approves a period of silence that somebody else asked for'),
    settle('end', 'end', 'Ends a period of silence'),
  ];
}

function isWithin(pack: LoadedPack, person: Person, grid: string): boolean {
  for (let id: string | null = grid; id !== null; id = pack.grid.byId.get(id)?.parent ?? null)
    if (person.grids.includes(id)) return true;
  return false;
}

function seesSensor(pack: LoadedPack, person: Person, id: string): boolean {
  const ordinal = pack.sensorOrdinals.get(id);
  return ordinal !== undefined && seesPlace(pack, person, must(pack.pack.sensors[ordinal], id).place);
}

/** The alarm as the asker may see it; null: nothing of it is his. */
function stateOf(pack: LoadedPack, person: Person, alarm: StandingAlarm): wire.AlarmState | null {
  const own = (ordinals: readonly number[]): string[] =>
    [...new Set(ordinals)].flatMap((ordinal) => {
      const sensor = pack.pack.sensors[ordinal];
      return sensor && seesPlace(pack, person, sensor.place) ? [sensor.id] : [];
    });
  const sensors = own(alarm.sensors);
  if (sensors.length === 0) return null;
  const { seat: _, ...others } = alarm;
  return { ...others, raised: own(alarm.raised), sensors };
}
