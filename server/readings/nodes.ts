import type { NodePort } from '../node/port.ts';
import type { Written } from '../storage/readings/reading-line.ts';
import type { StoredCameraState, StoredPosition } from '../storage/readings/observation-store.ts';
import type { Lines } from './batch.ts';
import type { CameraStates } from './camera-states.ts';
import { hearReadings, tellReadings } from './crossing.ts';
import type { Positions } from './positions.ts';
import type { Track } from './quality.ts';
import type { Sensors } from './sensors.ts';

/** Rows of positions and camera states in one message. */
const rowsAtOnce = 20;

/** Tells other nodes which rows of a commit were stored. Costs nothing while there is none. */
export function crossReadings(
  node: NodePort,
  sensors: Sensors,
  fresh: Lines,
  late: Lines,
  written: Written,
): void {
  if (node.others().length === 0) return;
  const tell = (message: Buffer): void => node.tell('readings', message);
  tellReadings(sensors, fresh, written.rows, node.mostBytes, tell);
  tellReadings(sensors, late, written.late, node.mostBytes, tell);
}

/** Tells other nodes rows that were stored. */
export function tellRows(
  node: NodePort,
  topic: 'positions' | 'camera-states',
  rows: readonly (StoredPosition | StoredCameraState)[],
): void {
  if (node.others().length === 0) return;
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    node.tell(topic, Buffer.from(JSON.stringify(rows.slice(from, from + rowsAtOnce))));
}

/** Takes what other nodes stored as if it were stored here; after a gap the tables are asked. */
export function hearNodes(
  node: NodePort,
  lane: {
    sensors: Sensors;
    stored: Track;
    take(fresh: Lines, late: Lines, written: Written): void;
    reload(): Promise<void>;
    positions: Positions;
    cameraStates: CameraStates;
    onPlaced(placed: () => void): void;
  },
): void {
  const { sensors, stored, positions, cameraStates } = lane;
  const layOut = (): Map<number, number> =>
    new Map(Array.from(sensors.numbers, (number, slot) => [number, slot]));
  let slots = layOut();
  lane.onPlaced(() => (slots = layOut()));
  const newestAt = (slot: number): number => stored.at[slot] ?? 0;
  node.hear('readings', (message) => {
    const { fresh, late } = hearReadings(sensors, (number) => slots.get(number), newestAt, message);
    lane.take(fresh, late, { rows: null, late: new Uint8Array(late.rows.count).fill(1) });
  });
  node.hear('positions', (message) =>
    positions.hear(JSON.parse(message.toString()) as readonly StoredPosition[]),
  );
  node.hear('camera-states', (message) =>
    cameraStates.hear(JSON.parse(message.toString()) as readonly StoredCameraState[]),
  );
  node.onGap(async () => {
    await Promise.all([lane.reload(), positions.reload(), cameraStates.reload()]);
  });
}
