import { Map as MapLibre, Marker, type LngLatBoundsLike, type PaddingOptions } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Point } from '#shared/geo/point.ts';
import type { Identity } from '#shared/pack/schema.ts';
import { openContents } from './contents.ts';
import { coarseRatio, openCoarse } from './first-picture.ts';
import { fontFaces } from './font-faces.ts';
import { inOrder, type Drawing, type ShownLayer } from './map-layer.ts';
import { keepMargin, marginLayer } from './margin.ts';
import { followSources } from './own-sources.ts';
import { giveWay, followMarks, followPace } from './pace.ts';
import { openProtocols } from './protocols.ts';
import { hasRoom, isAlive, followFrames, type Picture } from './picture.ts';
import type { Look } from '../styles/look.ts';
import './worker.ts';

export interface CountyMapOptions {
  container: HTMLElement;
  identity: Identity;
  /** All that is drawn, in any order: each lies on its floors. */
  layers: readonly Drawing[];
  look: Look;
  /** A wall's map stands still; a desk's moves. Both answer a click. */
  interactive: boolean;
  padding: PaddingOptions;
  /** What it is framed by; the jurisdiction's bounds when missing. */
  frame?: LngLatBoundsLike;
  /** Where a map that moves begins; with its bounds when missing. */
  view?: View | undefined;
  onPick?: (pick: Picked) => void;
  /** Where the pointer is, at most once a frame; a double click there does not zoom while it is listened to. */
  onHover?: (place: Point) => void;
  onDouble?: () => void;
  /** The drawing context is gone and this map is dead: open another one. */
  onLost?: () => void;
  /** Which sources have shown nothing so far, told at each change. */
  onSilent?: (silent: ReadonlySet<string>) => void;
}
/** What a map looks at. */
export interface View {
  centre: Point;
  zoom: number;
}
/** What lies under a click, and where it was. `kind` as the layer says it; `nothing` where none that answers was met. */
export interface Picked {
  kind: string;
  id: string;
  place: Point;
}

/** A map on the screen. Everything it shows is put into it; it keeps no state of the county. */
export interface CountyMap {
  /** What is now shown, of layers that the map was opened with. */
  show(layers: readonly ShownLayer[]): void;
  /** `moving`: the picture glides there, so that the room sees where it went. */
  fit(bounds: LngLatBoundsLike, padding?: PaddingOptions, moving?: boolean): void;
  goTo(place: Point, zoom?: number): void;
  /** Whether the machine keeps up with a flight: where it does not, a move of the map holds up the page beside it. */
  flies(): boolean;
  /** Looks at the land from the side; 0 is straight above. The frame stays. */
  tilt(degrees: number): void;
  /** Marks where the reader is; null: nobody knows. */
  mark(place: Point | null): void;
  /** What lies in the middle of the picture. */
  centre(): Point;
  view(): View;
  /** What is seen: west, south, east, north. */
  bounds(): [number, number, number, number];
  /** How the picture stands, held against what it was given, and one layer against its `truth`. Asks for a frame. */
  check(truth: ShownLayer | null): Picture;
  /** Whether a double click goes nearer: not while somebody draws. */
  zoomByDouble(does: boolean): void;
  /** Resolves when the map has drawn everything it holds. */
  idle(): Promise<void>;
  remove(): void;
}

/** The whole style: what is deeper in the list of layers lies higher on the map. */
export function countyStyle(layers: readonly Drawing[], look: Look): StyleSpecification {
  return {
    version: 8,
    'font-faces': fontFaces(),
    sources: Object.fromEntries(layers.flatMap(({ sources }) => Object.entries(sources))),
    layers: inOrder(layers, look),
  };
}

/** ms of a flight to a place. */
const flightMs = 350;

/** Opens the map in its container. Call `remove` when the screen goes: a forgotten map keeps its WebGL context. */
export function openCountyMap(options: CountyMapOptions): CountyMap {
  const { container, look } = options;
  // Panels lie on a map that nobody moves.
  const layers = options.interactive ? options.layers : [...options.layers, marginLayer];
  const map = newMap({ ...options, layers });
  for (const { icons } of layers)
    for (const [name, picture] of Object.entries(icons?.(look) ?? {})) map.addImage(name, picture);
  const first = notePicture(map, options);
  // Not `load`: that waits for the first whole picture, which should show the incidents already.
  const loaded = new Promise<void>((done) => void map.once('style.load', () => done()));
  let dead = false;
  const { isSlow } = followPace(map);
  const stopWaiting = giveWay(map, container, { isSlow });
  const frames = followLife(map, isSlow);
  const stopSources = followSources(map, (silent) => options.onSilent?.(silent));
  const contents = openContents(map, (act) => void loaded.then(() => dead || act()));
  const frame = openFrame(map, options, () => dead);
  map.on('webglcontextlost', () => {
    dead = true;
    first?.stop();
    delete container.dataset['drawn'];
    options.onLost?.();
  });
  if (options.onPick) followClicks(map, layers, options.onPick);
  followPointer(map, options);
  const centre = (): Point => ({ lng: map.getCenter().lng, lat: map.getCenter().lat });

  return {
    show: contents.show,
    ...frame,
    goTo(place, zoom = Math.max(map.getZoom(), 12.5)) {
      if (dead) return;
      if (isSlow()) map.jumpTo({ center: place, zoom });
      else map.easeTo({ center: place, zoom, duration: flightMs });
    },
    flies: () => !isSlow(),
    mark: openMark(map),
    centre,
    view: () => ({ centre: centre(), zoom: map.getZoom() }),
    bounds: () => boundsOf(map),
    check(truth) {
      if (dead || !isAlive(map.getCanvas()) || !hasRoom(container)) return 'lost';
      if (!frames.isMoving(document.visibilityState === 'visible')) return 'still';
      return contents.isShown(truth) ? 'sound' : 'behind';
    },
    zoomByDouble: (does) =>
      does && options.interactive ? map.doubleClickZoom.enable() : map.doubleClickZoom.disable(),
    idle: () => Promise.all([loaded, first?.whole]).then(() => drawn(map)),
    remove() {
      dead = true;
      first?.stop();
      stopWaiting();
      stopSources();
      contents.stop();
      map.remove();
    },
  };
}

/** What a map shows of its county: bounds, the room beside them, and from how far aside. */
function openFrame(
  map: MapLibre,
  options: CountyMapOptions,
  isDead: () => boolean,
): Pick<CountyMap, 'fit' | 'tilt'> {
  let [bounds, padding, pitch] = [options.frame ?? options.identity.bounds, options.padding, 0];
  const fit = (animate: boolean): void =>
    void map.fitBounds(bounds, { padding, pitch, bearing: pitch > 0 ? -12 : 0, animate, duration: 900 });
  // The library keeps the middle and the scale; a map that nobody can move shows its county, whatever its size.
  if (!options.interactive) {
    map.on('resize', () => fit(false));
    keepMargin(map, () => padding);
  }
  return {
    fit(next, beside = options.padding, moving = false) {
      [bounds, padding] = [next, beside];
      if (isDead()) return;
      // A frame that is too narrow for the padding cannot be fitted: the size comes first.
      map.resize();
      fit(moving);
    },
    tilt(degrees) {
      pitch = degrees;
      if (!isDead()) fit(true);
    },
  };
}

function boundsOf(map: MapLibre): [number, number, number, number] {
  const seen = map.getBounds();
  return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
}

/** Resolves when everything it holds is on the picture. */
function drawn(map: MapLibre): Promise<void> {
  return new Promise((done) =>
    map.loaded() && !map.isMoving() ? done() : void map.once('idle', () => done()),
  );
}

/** Whether pictures come: asked for one where none came for a while, or for a mark of life where one costs too much. */
function followLife(map: MapLibre, isSlow: () => boolean): ReturnType<typeof followFrames> {
  const draw = (): void => map.triggerRepaint();
  const gl = map.getCanvas().getContext('webgl2');
  const marks = gl && followMarks(gl, draw);
  const frames = followFrames(() => (marks && isSlow() ? marks.ask(frames.drawn) : draw()));
  map.on('render', () => {
    marks?.drawn();
    frames.drawn();
  });
  return frames;
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

/** For tests and screenshots: says on the container that the first whole picture is there. A wall's pictures before it are coarse. */
function notePicture(
  map: MapLibre,
  { container, interactive }: Pick<CountyMapOptions, 'container' | 'interactive'>,
): ReturnType<typeof openCoarse> | null {
  delete container.dataset['drawn'];
  const first = interactive ? null : openCoarse(map);
  const note = (): void => void (container.dataset['drawn'] = 'true');
  if (first) void first.whole.then(note);
  else void map.once('idle', note);
  return first;
}

function newMap(options: CountyMapOptions): MapLibre {
  const { bases = [], layers: own = [] } = options.identity.map;
  if (bases.length + own.length > 0) openProtocols(bases);
  const { container, identity, interactive, padding, view, frame = identity.bounds, layers, look } = options;
  return new MapLibre({
    container,
    style: countyStyle(layers, look),
    ...(view && interactive
      ? { center: view.centre, zoom: view.zoom }
      : { bounds: frame, fitBoundsOptions: { padding } }),
    interactive,
    ...(!interactive && { pixelRatio: coarseRatio() }),
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

/** Tells of the pointer where somebody listens. */
function followPointer(map: MapLibre, { onHover, onDouble }: CountyMapOptions): void {
  let frame = 0;
  if (onHover)
    map.on('mousemove', ({ lngLat }) => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => onHover({ lng: lngLat.lng, lat: lngLat.lat }));
    });
  if (onDouble) map.on('dblclick', onDouble);
}

/** A click picks the first thing under it from the top: near enough for points, below it exactly for areas. */
function followClicks(map: MapLibre, layers: readonly Drawing[], onPick: (pick: Picked) => void): void {
  const reach = 5;
  const picks = new Map(layers.flatMap(({ picks: own = {} }) => Object.entries(own)));
  map.on('click', ({ point, lngLat }) => {
    const place = { lng: lngLat.lng, lat: lngLat.lat };
    const box: [[number, number], [number, number]] = [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ];
    for (const { id, type } of map.getStyle().layers.toReversed()) {
      const pick = picks.get(id);
      const [found] = pick ? map.queryRenderedFeatures(type === 'fill' ? point : box, { layers: [id] }) : [];
      if (pick && found) return onPick({ kind: pick.kind, id: String(found.properties[pick.id]), place });
    }
    onPick({ kind: 'nothing', id: '', place });
  });
}
