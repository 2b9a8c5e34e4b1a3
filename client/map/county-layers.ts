import type { Language } from '#shared/kernel/localized.ts';
import { baseShown } from './chosen-base.ts';
import type { Geodata } from './geodata.ts';
import { gridLayer } from './layers/grid-fill.ts';
import { groundLayer } from './layers/ground.ts';
import { labelLayer, type LabelView } from './layers/labels.ts';
import { hiddenIf, shown, type ShownLayer } from './map-layer.ts';

const nothing: ReadonlyMap<string, number> = new Map();
const nobody: LabelView['units'] = [];

/** The county as every screen draws it: land, borders, names, and its cells filled by counts where there are some; `units` lend villages their names in other languages. */
export function countyLayers(
  geodata: Geodata,
  language: Language,
  counts: ReadonlyMap<string, number> = nothing,
  units: LabelView['units'] = nobody,
): ShownLayer[] {
  const { bases, layers } = geodata.own;
  const base = baseShown(bases.map(({ id }) => id));
  return [
    shown(groundLayer, { geodata }),
    ...bases.map(({ id, drawing }) => hiddenIf(id !== base, shown(drawing, {}))),
    ...layers.map((drawing) => shown(drawing, {})),
    shown(gridLayer, { geodata }, counts),
    shown(labelLayer, { geodata, language, units }),
  ];
}
