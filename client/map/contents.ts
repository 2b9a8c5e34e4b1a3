import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import { calm } from '../timing/calm.ts';
import { differ, type FeatureStates, type ShownLayer } from './map-layer.ts';
import { straySources, strayStates } from './picture.ts';

/** What a map shows beyond its style. */
export interface Contents {
  /** What is now shown; layers of the style that are not named stay as they are. */
  show(layers: readonly ShownLayer[]): void;
  /** Whether the map holds what was put into it; `truth` is held against the states in place of the layer of its name. */
  isShown(truth: ShownLayer | null): boolean;
  stop(): void;
}

/** Runs an act once the style of the map is there, and never when the map is gone. */
type WhenLoaded = (act: () => void) => void;

/** A map whose style is not there after so long never gets it: what the library threw meanwhile it keeps to itself. */
export const loadMs = 20_000;

/** Puts things into a map once its style is there, the data of a layer at most once in `everyMs`. */
export function openContents(
  map: MapLibre,
  whenLoaded: WhenLoaded,
  everyMs = 1_000,
  now: () => number = () => performance.now(),
): Contents {
  const layers = new Map<string, ReturnType<typeof openLayer>>();
  const openedAt = now();
  let isLoaded = false;
  whenLoaded(() => (isLoaded = true));
  return {
    show(all) {
      for (const one of all) {
        const open = layers.get(one.layer.id) ?? openLayer(map, one, { whenLoaded, everyMs });
        layers.set(one.layer.id, open);
        open.show(one);
      }
    },
    isShown: (truth) =>
      isLoaded
        ? [...layers].every(([id, layer]) => layer.isShown(truth?.layer.id === id ? truth : null))
        : now() - openedAt < loadMs,
    stop() {
      for (const layer of layers.values()) layer.stop();
    },
  };
}

/** One layer: its data calmly, the newest wins; its states and whether it is seen at once. */
function openLayer(
  map: MapLibre,
  first: ShownLayer,
  { whenLoaded, everyMs }: { whenLoaded: WhenLoaded; everyMs: number },
) {
  const put = new Map<string, FeatureCollection>();
  const held = new Map<string | number, number | boolean>();
  let last: ShownLayer | null = null;
  const replace = (next: ShownLayer): void => {
    for (const [source, data] of Object.entries(next.data())) {
      if (put.get(source) === data) continue;
      map.getSource<GeoJSONSource>(source)?.setData(data);
      put.set(source, data);
    }
  };
  const calmed = calm<ShownLayer>((next) => whenLoaded(() => replace(next)), first.layer.everyMs ?? everyMs);
  const repaint = (next: FeatureStates): void => {
    for (const [id, value] of changes(held, next)) {
      held.set(id, value);
      map.setFeatureState({ source: next.source, id }, { [next.key]: value });
    }
  };
  const hide = (isHidden: boolean): void => {
    for (const id of idsOf(map, first))
      map.setLayoutProperty(id, 'visibility', isHidden ? 'none' : 'visible');
  };
  return {
    show(next: ShownLayer): void {
      const before = last;
      last = next;
      if (!before || differ(before.shows, next.shows)) calmed.put(next);
      const states = before?.marks === next.marks ? null : next.states();
      if (states) whenLoaded(() => repaint(states));
      if (next.isHidden !== (before?.isHidden ?? false)) whenLoaded(() => hide(next.isHidden));
    },
    isShown(truth: ShownLayer | null): boolean {
      const wanted = (truth ?? last)?.states() ?? null;
      const isBehind = wanted !== null && strayStates(map, wanted, everyState(held, wanted)).length > 0;
      return !isBehind && straySources(map, put).length === 0;
    },
    stop: calmed.stop,
  };
}

/** The wanted state of every feature that has or had one. */
function everyState(
  held: ReadonlyMap<string | number, number | boolean>,
  { values, missing }: FeatureStates,
): Map<string | number, number | boolean> {
  const all = new Map([...held.keys()].map((id) => [id, missing]));
  for (const [id, value] of values) all.set(id, value);
  return all;
}

/** States that differ from those that are held; what is named no longer falls back to the missing one. */
export function changes(
  held: ReadonlyMap<string | number, number | boolean>,
  next: FeatureStates,
): (readonly [id: string | number, value: number | boolean])[] {
  return [...everyState(held, next)].filter(([id, value]) => value !== (held.get(id) ?? next.missing));
}

/** Layers of the map's style that draw the sources of one layer. */
function idsOf(map: MapLibre, { layer }: ShownLayer): string[] {
  return map
    .getStyle()
    .layers.filter((one) => 'source' in one && Object.hasOwn(layer.sources, one.source))
    .map(({ id }) => id);
}
