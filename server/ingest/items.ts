import type { Identity } from '#shared/pack/schema.ts';
import { checkItem, instantFault, instantOf, type Fault, type Window } from '#shared/sensing/fault.ts';
import { cameraStateIn, positionIn } from '#shared/sensing/reading.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { Lane } from '../readings/sensors.ts';

/** One item of a door as it is stored, or what is wrong with it. */
export type Parse<T> = (
  item: unknown,
  window: Window,
  lane: Lane,
  hot: OpenHotLane,
) => { item: T } | { fault: Fault };
export type PositionRow = Parameters<OpenHotLane['positions']['add']>[0][number];
export type CameraRow = Parameters<OpenHotLane['cameraStates']['add']>[0][number];
type Bounds = Identity['bounds'];

export const parsePosition: Parse<PositionRow> = (item, window, lane) => {
  const read = checkItem(positionIn, item);
  if ('fault' in read) return read;
  const absurd = placeFault(read.item, lane.loaded.pack.identity.bounds);
  if (absurd) return { fault: absurd };
  if (!lane.loaded.staff.has(read.item.staff))
    return { fault: { code: 'unknown', reason: 'no such member of staff here', field: 'staff' } };
  return stamped(window, read.item.at, (at) => ({ ...read.item, jurisdiction: lane.id, at }));
};

/** How far out of the jurisdiction's frame a phone may be, in degrees: some 50 km. */
const surroundings = 0.5;

/** Why nobody of this jurisdiction can be there, or null. */
function placeFault(
  { lng, lat }: { lng: number; lat: number },
  [west, south, east, north]: Bounds,
): Fault | null {
  if (lng === 0 && lat === 0)
    return { code: 'absurd', reason: '0/0 is what a receiver without a fix says', field: 'lng' };
  const reason = 'this lies far outside of the jurisdiction';
  if (lng < west - surroundings || lng > east + surroundings) return { code: 'absurd', reason, field: 'lng' };
  if (lat < south - surroundings || lat > north + surroundings)
    return { code: 'absurd', reason, field: 'lat' };
  return null;
}

export const parseCameraState: Parse<CameraRow> = (item, window, lane, hot) => {
  const read = checkItem(cameraStateIn, item);
  if ('fault' in read) return read;
  if (!lane.loaded.cameraOrdinals.has(read.item.camera))
    return { fault: { code: 'unknown', reason: 'no such camera here', field: 'camera' } };
  const row = { ...read.item, jurisdiction: lane.id };
  // Said now and about now: behind all that was said before.
  if (row.at === undefined) return { item: { ...row, at: hot.cameraStates.nextAt(lane.id, row.camera) } };
  return stamped(window, row.at, (at) => ({ ...row, at }));
};

/** Puts epoch ms in place of an instant given either way, if it lies in the window. */
function stamped<T>(
  window: Window,
  given: number | string,
  make: (at: number) => T,
): { item: T } | { fault: Fault } {
  const at = instantOf(given);
  if (at === null) return { fault: { code: 'invalid', reason: 'not an instant', field: 'at' } };
  const fault = instantFault(at, window);
  return fault ? { fault } : { item: make(at) };
}
