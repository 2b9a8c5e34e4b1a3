import { Map as MapLibre, type GeoJSONSource, type LngLatBoundsLike, type PaddingOptions } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import type { Point } from '#shared/geo/point.ts';
import type { Language } from '#shared/kernel/localized.ts';
import type { Identity, Sensor } from '#shared/pack/schema.ts';
import { calm } from '../timing/calm.ts';
import { fontFaces } from './font-faces.ts';
import type { Geodata } from './geodata.ts';
import { addIcons } from './icons.ts';
import { arcLayers, arcSources } from './layers/arcs.ts';
import {
  countChanges,
  fillBreaks,
  fillOpacity,
  gridLayer,
  gridLayers,
  gridSource,
  gridSources,
} from './layers/grid-fill.ts';
import { borderLayers, groundLayers, groundSources } from './layers/ground.ts';
import { incidentLayer, incidentLayers, incidentSources } from './layers/incidents.ts';
import { labelLayers, labelSources } from './layers/labels.ts';
import { abnormalLayer, sensorLayer, sensorLayers, sensorSource, sensorSources } from './layers/sensors.ts';
import { warningLayer, warningLayers, warningSources } from './layers/warnings.ts';
import type { Look } from '../styles/look.ts';
import './worker.ts';

export interface CountyMapOptions {
  container: HTMLElement;
  identity: Identity;
  geodata: Geodata;
  sensors: readonly (Sensor | null)[];
  look: Look;
  language: Language;
  /** A wall's map stands still; a desk's moves. Both answer a click. */
  interactive: boolean;
  padding: PaddingOptions;
  onPick?: (pick: Picked) => void;
}
/** What lies under a click, and where it was. */
export type Picked = {
  kind: 'incident' | 'sensor' | 'warning' | 'grid' | 'nothing';
  id: string;
  place: Point;
};

/** A map on the screen. Everything it shows is put into it; it keeps no state of the county. */
export interface CountyMap {
  /** Replaces a source's data; at most once a second a source, the newest wins. */
  put(source: string, data: FeatureCollection): void;
  /** Open incidents by level-2 grid. */
  fill(counts: ReadonlyMap<string, number>): void;
  /** Which sensors are heard, by ordinal: 1 heard, 0 silent. */
  hear(online: Uint8Array): void;
  fit(bounds: LngLatBoundsLike, padding?: PaddingOptions): void;
  goTo(place: Point, zoom?: number): void;
  /** What lies in the middle of the picture. */
  centre(): Point;
  /** Resolves when the map has drawn everything it holds. */
  idle(): Promise<void>;
  remove(): void;
}

type Drawn = Pick<CountyMapOptions, 'geodata' | 'sensors' | 'look' | 'language'>;

const everyMs = 1_000;

/** The whole style: what is deeper in the list lies higher on the map. */
export function countyStyle(options: Drawn): StyleSpecification {
  const { geodata, sensors, look, language } = options;
  return {
    version: 8,
    'font-faces': fontFaces(),
    sources: {
      ...groundSources(geodata),
      ...gridSources(geodata),
      ...sensorSources(sensors, geodata.holds),
      ...arcSources,
      ...incidentSources,
      ...labelSources(geodata, language),
      ...warningSources,
    },
    layers: [
      ...groundLayers(look),
      ...gridLayers(look),
      ...borderLayers(look),
      ...sensorLayers(look),
      ...arcLayers(look).filter(({ type }) => type === 'line'),
      ...labelLayers(look),
      ...arcLayers(look).filter(({ type }) => type !== 'line'),
      ...incidentLayers(look),
      ...warningLayers(look),
    ],
  };
}

/** Opens the map in its container. Call `remove` when the screen goes: a forgotten map keeps its WebGL context. */
export function openCountyMap(options: CountyMapOptions): CountyMap {
  const { identity, look, sensors } = options;
  const map = new MapLibre({
    container: options.container,
    style: countyStyle(options),
    bounds: identity.bounds,
    fitBoundsOptions: { padding: options.padding },
    interactive: options.interactive,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    minZoom: 6,
    maxZoom: 17,
  });
  addIcons(map, look);
  // For tests and screenshots: the first whole picture is there.
  void map.once('idle', () => (options.container.dataset['drawn'] = 'true'));
  // Not `load`: that waits for the first whole picture, which should show the incidents already.
  const loaded = new Promise<void>((done) => void map.once('style.load', () => done()));
  const sources = new Map<string, ReturnType<typeof calm<FeatureCollection>>>();
  let counts: ReadonlyMap<string, number> = new Map();
  let heard = new Uint8Array(0);
  let removed = false;
  const whenLoaded = (act: () => void): void => void loaded.then(() => removed || act());
  if (options.onPick) watchClicks(map, sensors, options.onPick);

  return {
    put(source, data) {
      let calmed = sources.get(source);
      if (!calmed)
        sources.set(
          source,
          (calmed = calm(
            (next) => whenLoaded(() => void map.getSource<GeoJSONSource>(source)?.setData(next)),
            everyMs,
          )),
        );
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
    fit: (bounds, padding = options.padding) => void map.fitBounds(bounds, { padding, animate: false }),
    goTo: (place, zoom = Math.max(map.getZoom(), 12.5)) =>
      void map.easeTo({ center: place, zoom, duration: 350 }),
    centre: () => ({ lng: map.getCenter().lng, lat: map.getCenter().lat }),
    idle: () =>
      loaded.then(
        () =>
          new Promise<void>((done) =>
            map.loaded() && !map.isMoving() ? done() : void map.once('idle', () => done()),
          ),
      ),
    remove() {
      removed = true;
      for (const calmed of sources.values()) calmed.stop();
      map.remove();
    },
  };
}

/** A click picks the first thing under it by weight: warning, incident, sensor, then the grid. */
function watchClicks(
  map: MapLibre,
  sensors: readonly (Sensor | null)[],
  onPick: (pick: Picked) => void,
): void {
  const reach = 5;
  const layers = {
    [warningLayer]: 'warning',
    [incidentLayer]: 'incident',
    [abnormalLayer]: 'sensor',
    [sensorLayer]: 'sensor',
    [gridLayer]: 'grid',
  } as const;
  map.on('click', ({ point, lngLat }) => {
    const place = { lng: lngLat.lng, lat: lngLat.lat };
    const box: [[number, number], [number, number]] = [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ];
    for (const [layer, kind] of Object.entries(layers)) {
      const [found] = map.queryRenderedFeatures(kind === 'grid' ? point : box, { layers: [layer] });
      if (!found) continue;
      const id = String(
        kind === 'sensor' ? (found.properties.sensor ?? sensors[Number(found.id)]?.id) : found.properties.id,
      );
      return onPick({ kind, id, place });
    }
    onPick({ kind: 'nothing', id: '', place });
  });
}
