import type { Localized } from '#shared/kernel/localized.ts';
import type { OverviewPart } from '#shared/pack/overview.ts';
import type { IndicatorRow } from '#shared/wire/indicators.ts';

export interface ShownPart extends Omit<OverviewPart, 'indicators'> {
  tiles: IndicatorRow[];
}
export interface Band {
  name: Localized;
  parts: ShownPart[];
}

/** The parts of the page in their bands, in the order of the pack; each tile is the row of its indicator. */
export function bandsOf(parts: readonly OverviewPart[], rows: readonly IndicatorRow[]): Band[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const bands = new Map<string, Band>();
  for (const { indicators, ...part } of parts) {
    const key = JSON.stringify(part.band);
    const band = bands.get(key) ?? { name: part.band, parts: [] };
    band.parts.push({ ...part, tiles: indicators.flatMap((id) => byId.get(id) ?? []) });
    bands.set(key, band);
  }
  return [...bands.values()];
}
