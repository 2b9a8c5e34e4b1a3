import type { Identity } from '#shared/pack/schema.ts';
import { isOnDuty } from '#shared/pack/tracks.ts';
import { vehiclesOf } from '#shared/pack/vehicle.ts';
import { checkItem, instantFault, instantOf, type Fault, type Window } from '#shared/sensing/fault.ts';
import { cameraStateIn, positionIn } from '#shared/sensing/reading.ts';
import { makeSlip, noteFault, type Slip } from '../readings/batch.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { PayloadName } from '#shared/sensing/payloads.ts';
import type { Lane } from '../readings/sensors.ts';
import { foreignCamera, foreignPlace, type Gate } from './gate.ts';

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
  const { duty, ...where } = read.item;
  const { pack, staff } = lane.loaded;
  const member = staff.get(where.staff);
  if (!member && !vehiclesOf(pack).has(where.staff))
    return { fault: { code: 'unknown', reason: 'no such member of staff here', field: 'staff' } };
  const row = stamped(window, where.at, (at) => ({
    ...where,
    jurisdiction: lane.id,
    at,
    ...(duty === false && { off: true as const }),
  }));
  if ('fault' in row || duty !== undefined) return row;
  return isOnDuty(pack.policy.tracks, pack.calendar, member?.post ?? null, row.item.at)
    ? row
    : { fault: offDuty };
};

/** The hours of the county say so: nothing of it is kept. */
const offDuty: Fault = {
  code: 'forbidden',
  reason: 'outside of the duty hours of this post: where it is is not kept',
  field: 'at',
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

/** A message of one payload: its items, whose county they are for, what its source may say. */
export interface Given {
  hot: OpenHotLane;
  lane: Lane;
  items: readonly unknown[];
  window: Window;
  gate: Gate | null | undefined;
}
/** A payload whose items are parsed one by one, stored in bulk, and known to be new or there already. */
interface Stored<T> {
  parse: Parse<T>;
  /** Why the token of the source may not say this, or null. */
  strange(item: T, gate: Gate): Fault | null;
  /** 1 an item was new, 0 there already, 2 something else stood there. */
  add(hot: OpenHotLane, rows: readonly T[]): Promise<Uint8Array | Refusal>;
}

function stored<T>({ parse, strange, add }: Stored<T>) {
  return async ({ hot, lane, items, window, gate }: Given): Promise<Slip | Refusal> => {
    const slip = makeSlip();
    const rows: T[] = [];
    const places: number[] = [];
    for (const [index, given] of items.entries()) {
      const parsed = parse(given, window, lane, hot);
      const fault = 'fault' in parsed ? parsed.fault : gate && strange(parsed.item, gate);
      if (fault) noteFault(slip, index, fault);
      else if ('item' in parsed) {
        rows.push(parsed.item);
        places.push(index);
      }
    }
    const became = await add(hot, rows);
    if (isRefusal(became)) return became;
    places.forEach((index, i) =>
      became[i] === 1 ? slip.taken++ : noteFault(slip, index, became[i] === 2 ? differs : duplicate),
    );
    return slip;
  };
}
const duplicate: Fault = { code: 'duplicate', reason: 'this is already there' };
const differs: Fault = {
  code: 'conflict',
  reason: 'something else at this instant is already there, and stays',
};

/** Where items go. Readings and detections have ways of their own: by the thousand, and through models. */
export const storedPayloads = {
  positions: stored<PositionRow>({
    parse: parsePosition,
    strange: (item, gate) => (gate.hasPlace(item) ? null : foreignPlace),
    add: (hot, rows) => hot.positions.add(rows),
  }),
  cameraStates: stored<CameraRow>({
    parse: parseCameraState,
    strange: (item, gate) => (gate.hasCamera(item.camera) ? null : foreignCamera),
    add: (hot, rows) => hot.cameraStates.add(rows),
  }),
} as const satisfies Partial<Record<PayloadName, unknown>>;
export type StoredName = keyof typeof storedPayloads;
