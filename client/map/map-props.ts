import type { Identity, Sensor, Unit } from '#shared/pack/schema.ts';
import type { IncidentRow, WarningRow } from '#shared/views/board.ts';
import type { AbnormalRow } from '#shared/views/sensing.ts';
import type { Geodata } from './geodata.ts';
import type { ShownLayer } from './map-layer.ts';

/** What a map of the county is given. Collections must be new arrays when they change. */
export interface MapProps {
  identity: Identity;
  geodata: Geodata;
  sensors: readonly (Sensor | null)[];
  units: ReadonlyMap<string, Unit>;
  incidents: readonly IncidentRow[];
  abnormal?: readonly AbnormalRow[];
  warnings?: readonly WarningRow[];
  /** Incidents that are ringed, named and whose units are drawn, the most important first. */
  named?: readonly IncidentRow[];
  selected?: string | null;
  points?: boolean;
  interactive?: boolean;
  /** Pixels a unit; see `--u`. */
  u?: number;
  padding?: { top: number; right: number; bottom: number; left: number };
  /** What the map is framed by, and glides to when it changes; the jurisdiction when missing. */
  frame?: [west: number, south: number, east: number, north: number];
  /** Layers beyond those that every map has; the same ones as long as the map stands, with other data. */
  layers?: readonly ShownLayer[];
  /** Sensors are not shown, whatever is heard of them. */
  quiet?: boolean;
  /** By ordinal, 1 for a sensor that is heard. */
  online?: Uint8Array;
  /** The incidents that should be seen, as the replicas hold them: what the picture is checked against. */
  truth?: (() => readonly IncidentRow[]) | null;
}
