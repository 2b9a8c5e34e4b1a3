import type { Feature, FeatureCollection } from 'geojson';
import type { WarningRow } from '#shared/views/board.ts';
import { colours } from '#shared/warning/warning.ts';
import type { Geodata } from '../geodata.ts';
import { areaOf } from '../slice-map.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { byColour } from './warnings.ts';

const source = 'warned';

export interface WarnedView {
  rows: readonly Pick<WarningRow, 'id' | 'colour' | 'grids'>[];
  geodata: Pick<Geodata, 'topology' | 'tree' | 'county'>;
}

/**
 * The grids for which a warning holds, each in its gravest colour; a warning without grids holds for all that is drawn. The gravest
 * lies on top.
 */
export function warnedData({ rows, geodata }: WarnedView): FeatureCollection {
  const gravest = rows.toSorted((a, b) => colours.indexOf(a.colour) - colours.indexOf(b.colour));
  const seen = new Set<string>();
  const areas = gravest.flatMap(({ colour, grids }): Feature[] => {
    const known = grids.filter((id) => geodata.tree.byId.has(id));
    // What is named and not known here lies elsewhere: it is no warning for everything.
    const own = grids.length === 0 ? [''] : known.filter((id) => !seen.has(id));
    for (const id of own) seen.add(id);
    return own.flatMap((id) =>
      (id === '' ? geodata.county.features : [areaOf(geodata, id)]).map((area) => ({
        ...area,
        properties: { colour, sort: -colours.indexOf(colour), isAll: id === '' },
      })),
    );
  });
  return { type: 'FeatureCollection', features: areas.toReversed() };
}

/** Areas of warnings in effect: a tint that lets the grids be read through it, and an edge. */
export const warnedLayer: MapLayer<WarnedView> = {
  id: 'warned',
  sources: { [source]: emptySource },
  layers: (look) => ({
    land: [
      {
        id: 'warned',
        type: 'fill',
        source,
        paint: {
          'fill-color': byColour(look),
          // What holds everywhere sets nothing apart: its edge says so, and the grids keep their colours.
          'fill-opacity': ['case', ['get', 'isAll'], 0.04, 0.17],
          'fill-antialias': false,
        },
      },
      {
        id: 'warned-glow',
        type: 'line',
        source,
        paint: {
          'line-color': byColour(look),
          'line-width': 9 * look.u,
          'line-blur': 9 * look.u,
          'line-opacity': 0.34,
        },
      },
      {
        id: 'warned-edge',
        type: 'line',
        source,
        layout: { 'line-join': 'round' },
        paint: { 'line-color': byColour(look), 'line-width': 1.5 * look.u, 'line-opacity': 0.9 },
      },
    ],
  }),
  data: (view) => ({ [source]: warnedData(view) }),
};
