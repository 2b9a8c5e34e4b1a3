import { edgesAt, stateOf } from '#shared/indicator/bounds.ts';
import { must } from '#shared/kernel/must.ts';
import type * as wire from '#shared/wire/indicators.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { listIndicators, openIndicator, warnsOf, type IndicatorRoom } from './indicators.ts';

/** An instant, what each indicator stood at then by its id (one that is missing was not known), and the pack that held. */
export interface Then {
  at: number;
  values: ReadonlyMap<string, number>;
  pack: LoadedPack;
}

/** All indicators of today's catalogue as they stood at an instant, by the bounds that held then. */
export async function listIndicatorsThen(
  room: IndicatorRoom,
  jurisdiction: string,
  then: Then,
): Promise<wire.IndicatorList> {
  // What a period before was is looked up from the same instant.
  const told = await listIndicators(room, jurisdiction, then.at);
  const rows = told.rows.map((row, place) => ({ ...row, ...stoodAt(room, jurisdiction, place, then) }));
  return { ...told, rows };
}

/**
 * One of them: its value, formula, bounds and lines as they held, and its course. What went into the formula, and how its areas stood,
 * is not kept.
 */
export async function openIndicatorThen(
  room: IndicatorRoom,
  jurisdiction: string,
  place: number,
  then: Then,
): Promise<Omit<wire.IndicatorDetail, 'changes'>> {
  const opened = await openIndicator(room, jurisdiction, place, { now: then.at });
  const { formula, owner, bounds } = heldThen(room, jurisdiction, place, then);
  return {
    ...opened,
    row: { ...opened.row, ...stoodAt(room, jurisdiction, place, then) },
    formula,
    owner,
    bounds: bounds ?? null,
    ...edgesAt(bounds, then.pack.pack.calendar, then.at),
    warns: warnsOf(then.pack, opened.row.id),
    since: null,
    inputs: [],
    areas: null,
  };
}

/** Its definition that held then; one that came later is told by its own. */
function heldThen(room: IndicatorRoom, jurisdiction: string, place: number, { pack }: Then) {
  const { indicator } = must(room.engine(jurisdiction).world.plan.all[place], 'indicator');
  return pack.pack.indicators.find(({ id }) => id === indicator.id) ?? indicator;
}

function stoodAt(
  room: IndicatorRoom,
  jurisdiction: string,
  place: number,
  then: Then,
): Pick<wire.IndicatorRow, 'value' | 'state'> {
  const { id, bounds } = heldThen(room, jurisdiction, place, then);
  const value = then.values.get(id) ?? null;
  return { value, state: stateOf(value, edgesAt(bounds, then.pack.pack.calendar, then.at)) };
}
