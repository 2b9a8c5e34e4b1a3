import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import { calm } from '../timing/calm.ts';
import type { Geodata } from './geodata.ts';
import { countChanges, fillBreaks, fillOpacity, gridLayer, gridSource } from './layers/grid-fill.ts';
import { sensorSource } from './layers/sensors.ts';
import { straySources, strayStates } from './picture.ts';

/** What a map shows beyond its style: collections, counts by grid, sensors that are heard. */
export interface Contents {
  put(source: string, data: FeatureCollection): void;
  fill(counts: ReadonlyMap<string, number>): void;
  hear(online: Uint8Array): void;
  /** Whether the map holds what was put into it, and these counts. */
  isShown(counts: ReadonlyMap<string, number>): boolean;
  stop(): void;
}

const everyMs = 1_000;

/** Puts things into a map once its style is there. `whenLoaded` runs an act then, and never when the map is gone. */
export function openContents(
  map: MapLibre,
  geodata: Pick<Geodata, 'l2'>,
  whenLoaded: (act: () => void) => void,
): Contents {
  const sources = new Map<string, ReturnType<typeof calm<FeatureCollection>>>();
  const put = new Map<string, FeatureCollection>();
  let counts: ReadonlyMap<string, number> = new Map();
  let heard = new Uint8Array(0);
  let isLoaded = false;
  whenLoaded(() => (isLoaded = true));
  const replace = (source: string, data: FeatureCollection): void => {
    map.getSource<GeoJSONSource>(source)?.setData(data);
    put.set(source, data);
  };

  return {
    put(source, data) {
      const calmed =
        sources.get(source) ??
        calm<FeatureCollection>((next) => whenLoaded(() => replace(source, next)), everyMs);
      sources.set(source, calmed);
      calmed.put(data);
    },
    fill(next) {
      const changes = countChanges(counts, next);
      counts = new Map(next);
      if (changes.size === 0) return;
      whenLoaded(() => {
        map.setPaintProperty(gridLayer, 'fill-opacity', fillOpacity(fillBreaks(next)));
        changes.forEach((open, id) => map.setFeatureState({ source: gridSource, id }, { open }));
      });
    },
    hear(next) {
      const before = heard;
      heard = next.slice();
      whenLoaded(() =>
        next.forEach((online, id) => {
          if (online !== (before[id] ?? 0))
            map.setFeatureState({ source: sensorSource, id }, { online: online === 1 });
        }),
      );
    },
    isShown(wanted) {
      if (!isLoaded) return true;
      const cells = geodata.l2.features.map(({ properties: { id } }) => [id, wanted.get(id) ?? 0] as const);
      const online = [...heard].map((on, ordinal) => [ordinal, on === 1] as const);
      return (
        strayStates(map, gridSource, 'open', cells, 0).length === 0 &&
        strayStates(map, sensorSource, 'online', online, false).length === 0 &&
        straySources(map, put).length === 0
      );
    },
    stop() {
      for (const calmed of sources.values()) calmed.stop();
    },
  };
}
