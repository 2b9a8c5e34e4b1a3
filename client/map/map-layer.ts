import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import type { Look } from '../styles/look.ts';

/** From the ground up: what stands later lies higher. On one floor, layers lie in the order in which a screen names them. */
export const floors = [
  'ground',
  'base',
  'fill',
  'border',
  'land',
  'dot',
  'line',
  'name',
  'unit',
  'point',
  'mark',
  'warning',
] as const;
export type Floor = (typeof floors)[number];
/** Layers of the style by the floor they lie on. */
export type ByFloor = Partial<Record<Floor, LayerSpecification[]>>;

/** States of features, which repaint without cutting tiles anew. What is not named has the state `missing`. */
export interface FeatureStates {
  source: string;
  key: string;
  values: Iterable<readonly [id: string | number, value: number | boolean]>;
  missing: number | boolean;
}

/** How a layer is drawn, whatever it shows. */
export interface Drawing {
  id: string;
  sources: Readonly<Record<string, SourceSpecification>>;
  layers: (look: Look) => ByFloor;
  /** Pictures that its layers name. */
  icons?: (look: Look) => Readonly<Record<string, ImageData>>;
  /** How often its data may be put anew; once a second when missing. What a hand draws follows at once. */
  everyMs?: number;
  /** Layers of the style that answer a click: with what, and which property of a feature is its id. */
  picks?: Readonly<Record<string, { kind: string; id: string }>>;
}

/**
 * A layer of the map in one file: its sources, how it is drawn, and how the data of its sources are made of what it shows (`S`).
 * What changes with every reading or every incident, and leaves the shapes as they are, is told by states (`M`).
 */
export interface MapLayer<S extends object, M = undefined> extends Drawing {
  data?: (shows: S) => Readonly<Record<string, FeatureCollection>>;
  states?: (marks: M) => FeatureStates;
}

/** A layer with what it shows now. Made anew at every change of a screen, it costs nothing: data are made when they are due. */
export interface ShownLayer {
  layer: Drawing;
  /** Compared field by field with what was shown before: collections are new ones when they change. */
  shows: object;
  marks: unknown;
  data: () => Readonly<Record<string, FeatureCollection>>;
  states: () => FeatureStates | null;
  isHidden: boolean;
}

/**
 * What a layer is given is compared with what it was given before, field by field: a function, which is another one each time it is
 * written down, would have the layer drawn anew at every look.
 */
type Comparable<S> = {
  [K in keyof S]: NonNullable<S[K]> extends (...asked: never[]) => unknown ? never : S[K];
};

export function shown<S extends object>(layer: MapLayer<S>, shows: S & Comparable<S>): ShownLayer;
export function shown<S extends object, M>(
  layer: MapLayer<S, M>,
  shows: S & Comparable<S>,
  marks: M,
): ShownLayer;
export function shown<S extends object, M>(layer: MapLayer<S, M>, shows: S, marks?: M): ShownLayer {
  return {
    layer,
    shows,
    marks,
    data: () => layer.data?.(shows) ?? {},
    states: () => (marks === undefined ? null : (layer.states?.(marks) ?? null)),
    isHidden: false,
  };
}

/** A layer that stays on the map and is not seen, so that showing it again costs nothing. */
export const hiddenIf = (isHidden: boolean, layer: ShownLayer): ShownLayer => ({ ...layer, isHidden });

/** The layers of the style in the order of their floors. */
export function inOrder(drawings: readonly Drawing[], look: Look): LayerSpecification[] {
  const all = drawings.map((one) => one.layers(look));
  return floors.flatMap((floor) => all.flatMap((byFloor) => byFloor[floor] ?? []));
}

/** Whether two things differ in one of their fields. */
export function differ(a: object, b: object): boolean {
  const [before, after] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return before.size !== after.size || [...after].some(([key, value]) => !Object.is(value, before.get(key)));
}

export const noFeatures: FeatureCollection = { type: 'FeatureCollection', features: [] };
export const emptySource: SourceSpecification = { type: 'geojson', data: noFeatures };
