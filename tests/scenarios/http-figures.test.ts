import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flowNodes, rateIds, type FigureId } from '#shared/indicator/figure-ids.ts';
import { windowKinds } from '#shared/indicator/window.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/http.ts';
import * as indicators from '#shared/wire/indicators.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { testPack } from '../support/county.ts';
import { seeded } from '../support/grids.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { putIncidentRows } from '../support/incident-rows.ts';

const now = Date.parse('2026-11-22T15:42:09+08:00');
const chains = [
  ['w', 'w-1', 'w-1-1'],
  ['e', 'e-1', 'e-1-1'],
];

/** A county with a few indicators that say what its figures say. */
function withIndicators(): LoadedPack {
  const pack = testPack();
  const formulas = {
    reported: 'reported(over: month)',
    'on-time': 'percent(on-time(over: month), due(over: month))',
    satisfied: 'percent(content(over: month), rated(over: month))',
    open: 'open()',
  };
  for (const [id, formula] of Object.entries(formulas))
    pack.pack.indicators.push({
      id,
      name: { zh: id, en: id },
      domain: 'water',
      formula,
      measure: '',
      decimals: 1,
      better: 'more',
      owner: 'centre',
      cadence: 'live',
      version: 1,
    });
  return pack;
}

describe('figures open to exactly their incidents', () => {
  let house: HttpHouse;
  let ask: (address: string) => Promise<unknown>;
  let askAsTown: (address: string) => Promise<unknown>;
  beforeAll(async () => {
    house = await openHttpHouse([withIndicators()]);
    house.clock.now = now;
    const dice = seeded(7);
    const common = { jurisdiction: 'toy', chains, units: ['city', 'water', 'town'], dice };
    await putIncidentRows(house.database, { ...common, count: 3_000, from: now - 80 * dayMs, to: now });
    const [leader, town] = [await house.signIn('leader'), await house.signIn('town')];
    ask = async (address) => (await leader('GET', address)).body;
    askAsTown = async (address) => (await town('GET', address)).body;
  });
  afterAll(() => house.close());

  it('indicators count as the figures do, and open to what they count', async () => {
    const figures = await figuresOf('month');
    const { rates } = figures;
    const list = async () => indicators.indicatorList.parse(await ask('/indicators'));
    // The matters of the past are counted in the background, and a second later computed.
    await expect.poll(async () => (await list()).rows[0]?.value, { timeout: 20_000 }).toBe(figures.reported);
    const values = new Map((await list()).rows.map(({ id, value }) => [id, value]));
    const percent = ({ numerator, denominator }: { numerator: number; denominator: number }): number =>
      (100 * numerator) / denominator;
    expect(values.get('on-time')).toBeCloseTo(percent(rates.onTimeClosing), 9);
    expect(values.get('satisfied')).toBeCloseTo(percent(rates.satisfaction), 9);
    expect(values.get('open')).toBe(figures.open);
    const detail = indicators.indicatorDetail.parse(await ask('/indicators/on-time'));
    expect(detail.inputs.map(({ value, among }) => [value, among])).toEqual([
      [rates.onTimeClosing.numerator, false],
      [rates.onTimeClosing.denominator, true],
    ]);
    const areas = indicators.indicatorDetail.parse(await ask('/indicators/reported')).areas ?? [];
    expect(areas.map(({ grid }) => grid)).toEqual(['w', 'e']);
    for (const { grid, value } of areas) {
      const own = indicators.indicatorBehind.parse(await ask(`/indicators/reported/behind?area=${grid}`));
      expect([own.kind, own.total], grid).toEqual(['matters', value]);
    }
    const behind = indicators.indicatorBehind.parse(await ask('/indicators/on-time/behind'));
    expect([behind.kind, behind.total]).toEqual(['matters', rates.onTimeClosing.denominator]);
    expect(await askAsTown('/indicators')).toMatchObject({ code: 'forbidden', field: 'scope' });
    expect(await ask('/indicators/joy')).toMatchObject({ code: 'unknown', field: 'indicator' });
  });

  it('indicators at an instant of the past say what was noted last before it, and nothing of what was not kept', async () => {
    const trend = async () =>
      indicators.indicatorTrend.parse(await ask('/indicators/reported/trend?span=month'));
    await expect.poll(async () => (await trend()).points.length, { timeout: 20_000 }).toBeGreaterThan(8);
    const point = must((await trend()).points.at(-6), 'a day');
    // The day is over by then, and the next is not.
    const at = point.at + 1.5 * dayMs;
    const then = indicators.indicatorList.parse(await ask(`/indicators?at=${at}`));
    expect([then.at, then.rows[0]?.value]).toEqual([at, point.value]);
    const detail = indicators.indicatorDetail.parse(await ask(`/indicators/reported?at=${at}`));
    expect(detail).toMatchObject({ at, row: { value: point.value }, inputs: [], areas: null });
    const course = indicators.indicatorTrend.parse(
      await ask(`/indicators/reported/trend?span=month&at=${at}`),
    );
    expect(Math.max(...course.points.map((one) => one.at))).toBeLessThanOrEqual(at);
    expect(await ask(`/indicators?at=${now + dayMs}`)).toMatchObject({
      reasonId: 'instant-ahead',
      field: 'at',
    });
    expect(await askAsTown(`/indicators?at=${at}`)).toMatchObject({ code: 'forbidden' });
  });

  it('an indicator is tried on the past before it is changed', async () => {
    const leader = await house.signIn('leader');
    const asked = { formula: 'closed(over: 7d)', bounds: { low: 3 }, span: 'week' };
    const tried = await leader('POST', '/indicators/reported/rehearsal', { body: asked });
    const { after, basis, step } = indicators.indicatorRehearsal.parse(tried.body);
    expect([basis, step, after.points.length]).toEqual(['computed', 'd', 7]);
    expect(after.beyondMs).toBe(after.points.filter(({ value }) => value < 3).length * dayMs);
    const at = now - 3 * dayMs;
    const then = await leader('POST', `/indicators/reported/rehearsal?at=${at}`, { body: asked });
    expect(indicators.indicatorRehearsal.parse(then.body)).toMatchObject({ to: at, basis: 'computed' });
    const ahead = await leader('POST', `/indicators/reported/rehearsal?at=${now + dayMs}`, { body: asked });
    expect(ahead.body).toMatchObject({ reasonId: 'instant-ahead' });
    const wrong = { ...asked, formula: 'closed(over: 9d)' };
    const refused = (await leader('POST', '/indicators/reported/rehearsal', { body: wrong })).body;
    expect(refused).toMatchObject({ code: 'invalid', reasonId: 'formula-window', field: 'formula' });
    expect(indicators.indicatorDetail.parse(await ask('/indicators/reported')).changes).toEqual([]);
  });

  const figuresOf = async (window: string, who = ask) =>
    wire.figures.parse(await who(`/figures?window=${window}`));
  const totalOf = async (query: Record<string, string | number>, who = ask): Promise<number> => {
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    return wire.incidentList.parse(await who(`/incidents?limit=1&${search}`)).total;
  };

  it.each(windowKinds)('every rate of %s, for a leader and for a town', async (window) => {
    let checked = 0;
    for (const who of [ask, askAsTown]) {
      const figures = await figuresOf(window, who);
      const { from, to } = figures.window;
      for (const id of rateIds)
        for (const part of ['numerator', 'denominator'] as const) {
          const total = await totalOf({ figure: id, part, from, to }, who);
          expect(total, `${window} ${id} ${part}`).toBe(figures.rates[id][part]);
          checked += total;
        }
      expect(await totalOf({ figure: 'reported', from, to }, who)).toBe(figures.reported);
      for (const { node, reached } of figures.flow)
        expect(await totalOf({ figure: `flow-${node}`, from, to }, who), node).toBe(reached);
    }
    expect(checked).toBeGreaterThan(0);
  });

  it('rates are shares: no numerator beyond its denominator, no denominator of nothing', async () => {
    const { rates, flow, reported } = await figuresOf('month');
    for (const id of rateIds) {
      expect(rates[id].numerator, id).toBeLessThanOrEqual(rates[id].denominator);
      expect(rates[id].denominator, id).toBeGreaterThan(0);
      expect(rates[id].value, id).toBe(rates[id].numerator / rates[id].denominator);
    }
    expect(flow.map(({ node }) => node)).toEqual(flowNodes);
    expect(flow[0]).toEqual({ node: 'reported', reached: reported });
  });

  it('the league adds up to the whole, and each of its rows opens to its incidents', async () => {
    const { league, rates, window } = await figuresOf('month');
    expect(league.map(({ grid }) => grid).sort()).toEqual(['e', 'w']);
    for (const row of league) {
      const query = { figure: 'onTimeClosing', grid: row.grid, from: window.from, to: window.to };
      expect(await totalOf({ ...query, part: 'numerator' })).toBe(row.onTimeClosing.numerator);
      expect(await totalOf({ ...query, part: 'denominator' })).toBe(row.onTimeClosing.denominator);
      expect(await totalOf({ figure: 'open', grid: row.grid })).toBe(row.open);
      expect(row.low).toBeLessThan(must(row.onTimeClosing.value, 'rate'));
      expect(row.high).toBeGreaterThan(must(row.onTimeClosing.value, 'rate'));
      expect(row.rankBefore).not.toBeNull();
    }
    const inNoGrid = await totalOf({ figure: 'closing', part: 'denominator', ...window });
    const inGrids = league.reduce((sum, row) => sum + row.closing.denominator, 0);
    expect(inGrids).toBeLessThanOrEqual(inNoGrid);
    expect(rates.closing.denominator).toBe(inNoGrid);
    expect(must(league[0], 'first').unit).toMatch(/^(town|e)$/);
    expect(league.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(must(league[0]?.score, 'score')).toBeGreaterThan(must(league[1]?.score, 'score'));
  });

  it('a town sees its own figures, its villages in order, and no ranks of others', async () => {
    const figures = await figuresOf('month', askAsTown);
    expect(figures.league.map(({ grid, unit }) => [grid, unit])).toEqual([['w-1', 'village']]);
    expect(figures.reported).toBeLessThan((await figuresOf('month')).reported);
  });

  it.each(windowKinds)('each point of the trend of %s is a window of its own', async (window) => {
    const figures = await figuresOf(window);
    const { from, to } = figures.window;
    const step = window === 'today' ? 3_600_000 : dayMs;
    expect(figures.trend).toHaveLength(Math.ceil((to - from) / step));
    const sum = (of: (point: (typeof figures.trend)[number]) => number): number =>
      figures.trend.reduce((total, point) => total + of(point), 0);
    expect(sum((point) => point.reported)).toBe(figures.reported);
    expect(sum((point) => point.closed)).toBe(figures.durations.count);
    for (const point of figures.trend.slice(-12)) {
      const span = { from: point.at, to: Math.min(point.at + step, to) };
      const counts = async (figure: FigureId): Promise<number[]> => [
        await totalOf({ figure, part: 'numerator', ...span }),
        await totalOf({ figure, part: 'denominator', ...span }),
      ];
      const { onTimeClosing: onTime, rework, grassRoots } = point;
      expect(await counts('onTimeClosing')).toEqual([onTime.numerator, onTime.denominator]);
      expect(await counts('rework')).toEqual([rework.numerator, rework.denominator]);
      expect(await counts('grassRoots')).toEqual([grassRoots.numerator, grassRoots.denominator]);
    }
  });

  it('density, durations and what there is to decide', async () => {
    const { density, durations, decide } = await figuresOf('month');
    for (const [grid, open] of Object.entries(density))
      expect(await totalOf({ figure: 'open', grid })).toBe(open);
    const { mean, median, p90 } = durations;
    expect(must(median, 'median')).toBeLessThan(must(p90, 'p90'));
    expect(must(mean, 'mean')).toBeGreaterThan(0);
    expect(decide.length).toBeGreaterThan(1);
    expect(decide.length).toBeLessThanOrEqual(3);
    for (const { id, count, query } of decide) expect(await totalOf(query), id).toBe(count);
  });

  it('a year ago is null while nothing is kept from then', async () => {
    expect((await figuresOf('month')).yearBefore).toBeNull();
    const common = { jurisdiction: 'toy', chains, units: ['city'], dice: seeded(8) };
    const then = Date.parse('2025-11-10T12:00:00+08:00');
    const rows = { ...common, count: 5, from: then - dayMs, to: then };
    // Later serials than those of the others.
    await putIncidentRows(house.database, { ...rows, jurisdiction: 'elsewhere' });
    expect((await figuresOf('month')).yearBefore).toBeNull();
    await house.database.pool.query(
      `update incident set jurisdiction = 'toy' where jurisdiction = 'elsewhere'`,
    );
    await house.totals.remake('toy');
    expect((await figuresOf('month')).yearBefore).toMatchObject({ reported: 5 });
  });
});
