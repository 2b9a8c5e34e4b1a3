import { Map as MapLibre, Marker, type LngLatBoundsLike, type PaddingOptions } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { LayerSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import type { Point } from '#shared/geo/point.ts';
import type { Language } from '#shared/kernel/localized.ts';
import type { Identity, Sensor } from '#shared/pack/schema.ts';
import { openContents } from './contents.ts';
import { fontFaces } from './font-faces.ts';
import type { Geodata } from './geodata.ts';
import { addIcons } from './icons.ts';
import { arcLayers, arcSources } from './layers/arcs.ts';
import { gridLayer, gridLayers, gridSources } from './layers/grid-fill.ts';
import { borderLayers, groundLayers, groundSources } from './layers/ground.ts';
import { incidentLayer, incidentLayers, incidentSources } from './layers/incidents.ts';
import { labelLayers, labelSources } from './layers/labels.ts';
import { abnormalLayer, sensorLayer, sensorLayers, sensorSources } from './layers/sensors.ts';
import { warningLayer, warningLayers, warningSources } from './layers/warnings.ts';
import type { MapLayer } from './map-layer.ts';
import { isAlive, watchFrames, type Picture } from './picture.ts';
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
  /** What it is framed by; the jurisdiction's bounds when missing. */
  frame?: LngLatBoundsLike;
  /** Layers beyond those that every map has. */
  extra?: readonly MapLayer[];
  /** Where a map that moves begins; with its bounds when missing. */
  view?: View | undefined;
  onPick?: (pick: Picked) => void;
  /** The drawing context is gone and this map is dead: open another one. */
  onLost?: () => void;
}
/** What a map looks at. */
export interface View {
  centre: Point;
  zoom: number;
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
  /** Takes a layer of the style out of the picture, or brings it back. */
  hide(layer: string, hidden: boolean): void;
  /** `moving`: the picture glides there, so that the room sees where it went. */
  fit(bounds: LngLatBoundsLike, padding?: PaddingOptions, moving?: boolean): void;
  goTo(place: Point, zoom?: number): void;
  /** Marks where the reader is; null: nobody knows. */
  mark(place: Point | null): void;
  /** What lies in the middle of the picture. */
  centre(): Point;
  view(): View;
  /** How the picture stands, held against the counts by grid that it should show. Asks for a frame. */
  check(counts: ReadonlyMap<string, number>): Picture;
  /** Resolves when the map has drawn everything it holds. */
  idle(): Promise<void>;
  remove(): void;
}

type Drawn = Pick<CountyMapOptions, 'geodata' | 'sensors' | 'look' | 'language' | 'extra'>;

/** The whole style: what is deeper in the list lies higher on the map. */
export function countyStyle(options: Drawn): StyleSpecification {
  const { geodata, sensors, look, language, extra = [] } = options;
  const more = (floor: MapLayer['floor']): LayerSpecification[] =>
    extra.filter((layer) => layer.floor === floor).flatMap((layer) => layer.layers(look));
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
      ...Object.assign({}, ...extra.map(({ sources }) => sources)),
    },
    layers: [
      ...groundLayers(look),
      ...gridLayers(look),
      ...borderLayers(look),
      ...more('land'),
      ...sensorLayers(look),
      ...arcLayers(look).filter(({ type }) => type === 'line'),
      ...labelLayers(look),
      ...arcLayers(look).filter(({ type }) => type !== 'line'),
      ...incidentLayers(look),
      ...more('mark'),
      ...warningLayers(look),
    ],
  };
}

/** Opens the map in its container. Call `remove` when the screen goes: a forgotten map keeps its WebGL context. */
export function openCountyMap(options: CountyMapOptions): CountyMap {
  const { container, identity, look, sensors, geodata } = options;
  const map = newMap(options);
  addIcons(map, look);
  // For tests and screenshots: the first whole picture is there.
  delete container.dataset['drawn'];
  void map.once('idle', () => (container.dataset['drawn'] = 'true'));
  // Not `load`: that waits for the first whole picture, which should show the incidents already.
  const loaded = new Promise<void>((done) => void map.once('style.load', () => done()));
  let dead = false;
  const frames = watchFrames(() => map.triggerRepaint());
  const contents = openContents(map, geodata, (act) => void loaded.then(() => dead || act()));
  let frame: [bounds: LngLatBoundsLike, padding: PaddingOptions] = [
    options.frame ?? identity.bounds,
    options.padding,
  ];
  const fit = (animate: boolean): void =>
    void map.fitBounds(frame[0], { padding: frame[1], animate, duration: 900 });
  map.on('render', frames.drawn);
  // The library keeps the middle and the scale; a map that nobody can move shows its county, whatever its size.
  if (!options.interactive) map.on('resize', () => fit(false));
  map.on('webglcontextlost', () => {
    dead = true;
    delete container.dataset['drawn'];
    options.onLost?.();
  });
  if (options.onPick) watchClicks(map, sensors, options.onPick);
  const centre = (): Point => ({ lng: map.getCenter().lng, lat: map.getCenter().lat });

  return {
    put: contents.put,
    fill: contents.fill,
    hear: contents.hear,
    hide: (layer, hidden) =>
      void loaded.then(() => dead || map.setLayoutProperty(layer, 'visibility', hidden ? 'none' : 'visible')),
    fit(bounds, padding = options.padding, moving = false) {
      frame = [bounds, padding];
      if (dead) return;
      // A frame that is too narrow for the padding cannot be fitted: the size comes first.
      map.resize();
      fit(moving);
    },
    goTo: (place, zoom = Math.max(map.getZoom(), 12.5)) =>
      void map.easeTo({ center: place, zoom, duration: 350 }),
    mark: openMark(map),
    centre,
    view: () => ({ centre: centre(), zoom: map.getZoom() }),
    check(counts) {
      if (dead || !isAlive(map.getCanvas())) return 'lost';
      if (!frames.isMoving(document.visibilityState === 'visible')) return 'still';
      return contents.isShown(counts) ? 'sound' : 'behind';
    },
    idle: () =>
      loaded.then(
        () =>
          new Promise<void>((done) =>
            map.loaded() && !map.isMoving() ? done() : void map.once('idle', () => done()),
          ),
      ),
    remove() {
      dead = true;
      contents.stop();
      map.remove();
    },
  };
}

/** One mark that moves. */
function openMark(map: MapLibre): CountyMap['mark'] {
  let marker: Marker | null = null;
  return (place) => {
    if (!place) {
      marker?.remove();
      marker = null;
    } else if (marker) marker.setLngLat(place);
    else {
      const element = Object.assign(document.createElement('span'), { className: 'own-place' });
      marker = new Marker({ element }).setLngLat(place).addTo(map);
    }
  };
}

function newMap(options: CountyMapOptions): MapLibre {
  const { container, identity, interactive, padding, view, frame = identity.bounds, ...drawn } = options;
  return new MapLibre({
    container,
    style: countyStyle(drawn),
    ...(view && interactive
      ? { center: view.centre, zoom: view.zoom }
      : { bounds: frame, fitBoundsOptions: { padding } }),
    interactive,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    // The library stops at 4096: a wall of several screens would be drawn coarser than its panels.
    maxCanvasSize: [8192, 8192],
    minZoom: 6,
    maxZoom: 17,
  });
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
