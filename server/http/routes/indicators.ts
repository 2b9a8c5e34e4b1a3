import { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { gridLevel } from '#shared/grid/levels.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { parseLines } from '#shared/sensing/parse-batch.ts';
import { batchAnswer, plainAnswer, type BatchAnswer } from '#shared/sensing/reading.ts';
import { indicator } from '#shared/pack/indicator.ts';
import * as wire from '#shared/wire/indicators.ts';
import { historyOfRow } from '../../configuration/row-history.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { behindIndicator } from '../../queries/indicator-behind.ts';
import {
  isArea,
  listIndicators,
  openIndicator,
  trendOfIndicator,
  type IndicatorRoom,
} from '../../queries/indicators.ts';
import { listIndicatorsThen, openIndicatorThen, type Then } from '../../queries/indicators-then.ts';
import { indicatorValuesAt } from '../../replay/indicators-at.ts';
import type { openLimits } from '../limits.ts';
import { forSource, forWho, type Route } from '../route.ts';

interface IndicatorRoutePorts {
  indicators: IndicatorRoom;
  configuration: Pick<Configuration, 'packs'>;
  limits: ReturnType<typeof openLimits>;
  now: () => number;
}

/** The door for what other systems report. */
const seriesRoute = ({ indicators, limits, now }: IndicatorRoutePorts): Route =>
  forSource('series', {
    method: 'post',
    path: '/series',
    tag: 'doors',
    summary:
      'Values of series that indicators stand on; a value of the same period puts the one before right',
    batch: z.union([
      wire.seriesValueIn,
      z.array(wire.seriesValueIn),
      z.strictObject({ series: z.array(wire.seriesValueIn) }),
    ]),
    answer: batchAnswer,
    guards: [limits.door],
    async handle({ pack, source, body, res }) {
      const answer = await takeSeries(indicators, pack, source.source, body, now());
      if (answer.taken + answer.known === 0 && answer.refusedCount > 0) res.status(422);
      return answer;
    },
  });

/** The running indicators, which are of the jurisdiction as a whole, and the door for what other systems report. */
export function indicatorRoutes(ports: IndicatorRoutePorts): Route[] {
  return [...shownRoutes(ports), ...courseRoutes(ports), seriesRoute(ports)];
}

/** Its place in the plan, for somebody who sees the whole. */
function placeOf(
  indicators: IndicatorRoutePorts['indicators'],
  pack: LoadedPack,
  person: Person,
  id: string | undefined,
): number | Refusal {
  if (!seesAll(person)) return wholeOnly;
  const place = indicators.engine(pack.id).world.plan.placeOf.get(id ?? '');
  return place ?? refuse('unknown', 'no-indicator', 'indicator');
}

/** All of them now, or as they stood at an instant. */
async function listAt(ports: IndicatorRoutePorts, pack: LoadedPack, at: number | undefined) {
  const now = ports.now();
  if (at === undefined) return listIndicators(ports.indicators, pack.id, now);
  return at > now ? ahead : listIndicatorsThen(ports.indicators, pack.id, await thenOf(ports, pack, at));
}

/** What each stood at then, and the pack that held. */
async function thenOf(
  { indicators, configuration }: IndicatorRoutePorts,
  pack: LoadedPack,
  at: number,
): Promise<Then> {
  const held = configuration.packs.of(pack.id, at) ?? pack;
  return { at, pack: held, values: await indicatorValuesAt(indicators.store, pack, at) };
}

function shownRoutes(ports: IndicatorRoutePorts): Route[] {
  const { indicators, configuration, now } = ports;
  return [
    forWho('see-figures', {
      method: 'get',
      path: '/indicators',
      tag: 'indicators',
      summary: 'Every running indicator: its value, whether it is in order, and what it was a period before',
      query: wire.indicatorListQuery,
      answer: wire.indicatorList,
      handle: ({ pack, person, query }) => (seesAll(person) ? listAt(ports, pack, query.at) : wholeOnly),
    }),
    forWho('see-figures', {
      method: 'get',
      path: '/indicators/:indicator',
      tag: 'indicators',
      summary: 'One indicator with its formula, inputs, denominator, bounds, comparisons, areas and versions',
      query: wire.indicatorDetailQuery,
      answer: wire.indicatorDetail,
      async handle({ pack, person, params, query }) {
        const place = placeOf(indicators, pack, person, params['indicator']);
        if (typeof place !== 'number') return place;
        const { at } = query;
        const level = gridLevel.optional().parse(query.level);
        if (at !== undefined && at > now()) return ahead;
        const opened =
          at === undefined
            ? await openIndicator(indicators, pack.id, place, { now: now(), level })
            : await openIndicatorThen(indicators, pack.id, place, await thenOf(ports, pack, at));
        return { ...opened, changes: changesOf(configuration.packs, pack.id, opened.row.id) };
      },
    }),
    forWho('see-figures', {
      method: 'post',
      path: '/indicators/:indicator/rehearsal',
      tag: 'indicators',
      summary:
        'What another formula or other bounds would have said of the past, and which warnings they would have proposed',
      query: wire.indicatorRehearsalQuery,
      body: wire.indicatorRehearsalAsked,
      answer: wire.indicatorRehearsal,
      async handle({ pack, person, params, query: { at }, body }) {
        const place = placeOf(indicators, pack, person, params['indicator']);
        if (typeof place !== 'number') return place;
        return at !== undefined && at > now() ? ahead : indicators.rehearse(pack.id, place, body, at);
      },
    }),
  ];
}

/** What an indicator was, and what is behind it. */
function courseRoutes({ indicators, now }: IndicatorRoutePorts): Route[] {
  return [
    forWho('see-figures', {
      method: 'get',
      path: '/indicators/:indicator/trend',
      tag: 'indicators',
      summary:
        'The course of an indicator: an hour or a day by five minutes, a week by hours, longer by days',
      query: wire.indicatorTrendQuery,
      answer: wire.indicatorTrend,
      async handle({ pack, person, params, query }) {
        const place = placeOf(indicators, pack, person, params['indicator']);
        if (typeof place !== 'number') return place;
        const { span, at = now() } = query;
        return at > now() ? ahead : trendOfIndicator(indicators, pack.id, place, span, at);
      },
    }),
    forWho('see-figures', {
      method: 'get',
      path: '/indicators/:indicator/behind',
      tag: 'indicators',
      summary:
        'The matters, instruments or reported values that the number rests on, of an area when one is named',
      query: wire.indicatorBehindQuery,
      answer: wire.indicatorBehind,
      async handle({ pack, person, params, query }) {
        const place = placeOf(indicators, pack, person, params['indicator']);
        if (typeof place !== 'number') return place;
        if (query.area !== undefined && !isArea(indicators.engine(pack.id).world, query.area))
          return refuse('unknown', 'indicator-no-area', 'area');
        return behindIndicator(indicators, pack.id, place, { now: now(), area: query.area });
      },
    }),
  ];
}

/** Who changed an indicator, and what it was after that. */
function changesOf(
  packs: Configuration['packs'],
  jurisdiction: string,
  key: string,
): wire.IndicatorDetail['changes'] {
  return historyOfRow(packs, jurisdiction, { part: 'indicators', key }).map(({ body, ...told }) => {
    const { data } = indicator.safeParse(body);
    return { ...told, formula: data?.formula ?? null, bounds: data?.bounds ?? null };
  });
}

const ahead = refuse('invalid', 'instant-ahead', 'at');
const wholeOnly = refuse('forbidden', 'indicators-whole', 'scope');

/** Takes what is right and tells of every other one why not. */
async function takeSeries(
  { give }: IndicatorRoom,
  { id, pack }: LoadedPack,
  source: string,
  body: unknown,
  now: number,
): Promise<BatchAnswer> {
  const known = new Map((pack.series ?? []).map((one) => [one.id, one]));
  const refused: BatchAnswer['refused'] = [];
  const values: { series: string; at: number; value: number; index: number }[] = [];
  for (const [index, item] of itemsOf(body).entries()) {
    const parsed = wire.seriesValueIn.safeParse(item);
    const no = (code: string, reason: string, field: string): void =>
      void refused.push({ index, code, reason, field });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      no('invalid', issue?.message ?? 'not a value', issue?.path.join('.') ?? '');
      continue;
    }
    const { series, value } = parsed.data;
    const at = typeof parsed.data.at === 'number' ? parsed.data.at : Date.parse(parsed.data.at);
    const one = known.get(series);
    if (!one) no('unknown', 'no such series here', 'series');
    else if (value < one.range[0] || value > one.range[1])
      no('invalid', `a value of this series lies between ${one.range[0]} and ${one.range[1]}`, 'value');
    else if (at > now || at < 0) no('invalid', 'a period begins before now', 'at');
    else values.push({ series, at, value, index });
  }
  const stored = values.length > 0 ? await give(id, source, values) : [];
  const taken = stored.filter((how) => how !== 0).length;
  return plainAnswer(stored.length + refused.length, taken, refused);
}

/** One value, a list of them, a list under its name, or a line each. */
function itemsOf(body: unknown): readonly unknown[] {
  const items = typeof body === 'string' ? parseLines(body) : body;
  if (Array.isArray(items)) return items;
  const under = typeof items === 'object' && items !== null && 'series' in items ? items.series : null;
  return Array.isArray(under) ? under : [items];
}
