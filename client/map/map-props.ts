import type { Identity } from '#shared/pack/schema.ts';
import type { ShownLayer } from './map-layer.ts';

/** What a map of a county is given. */
export interface MapProps {
  identity: Identity;
  /** All that is drawn. Another set of layers is another map; what they show may change at any time. */
  layers: readonly ShownLayer[];
  interactive?: boolean;
  /** Pixels a unit; see `--u`. */
  u?: number;
  padding?: { top: number; right: number; bottom: number; left: number };
  /** What the map is framed by, and glides to when it changes; the jurisdiction when missing. */
  frame?: [west: number, south: number, east: number, north: number];
  /** Degrees from straight above; 0 when missing. */
  pitch?: number;
  /** A layer with the states that should be seen, as the replicas hold them: what the picture is checked against. */
  truth?: (() => ShownLayer) | null;
}
