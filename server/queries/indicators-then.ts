import { edgesAt, stateOf } from '#shared/indicator/bounds.ts';
import { must } from '#shared/kernel/must.ts';
import type * as wire from '#shared/wire/indicators.ts';
import { listIndicators, openIndicator, type IndicatorRoom } from './indicators.ts';

/** What each indicator stood at then, by its id; one that is missing was not known. */
export type ValuesThen = ReadonlyMap<string, number>;

/** All indicators of today's catalogue as they stood at an instant, by bounds that held at its hour. */
export async function listIndicatorsThen(
  room: IndicatorRoom,
  jurisdiction: string,
  at: number,
  values: ValuesThen,
): Promise<wire.IndicatorList> {
  // What a period before was is looked up from the same instant.
  const told = await listIndicators(room, jurisdiction, at);
  const rows = told.rows.map((row, place) => ({ ...row, ...stoodAt(room, jurisdiction, place, at, values) }));
  return { ...told, rows };
}

/** One of them: its value, bounds and course. What went into the formula, and how its areas stood, is not kept. */
export async function openIndicatorThen(
  room: IndicatorRoom,
  jurisdiction: string,
  place: number,
  at: number,
  values: ValuesThen,
): Promise<Omit<wire.IndicatorDetail, 'changes'>> {
  const opened = await openIndicator(room, jurisdiction, place, { now: at });
  const row = { ...opened.row, ...stoodAt(room, jurisdiction, place, at, values) };
  return { ...opened, row, since: null, inputs: [], areas: null };
}

function stoodAt(
  room: IndicatorRoom,
  jurisdiction: string,
  place: number,
  at: number,
  values: ValuesThen,
): Pick<wire.IndicatorRow, 'value' | 'state'> {
  const { world } = room.engine(jurisdiction);
  const { indicator } = must(world.plan.all[place], 'indicator');
  const value = values.get(indicator.id) ?? null;
  return { value, state: stateOf(value, edgesAt(indicator.bounds, world.calendar, at)) };
}
