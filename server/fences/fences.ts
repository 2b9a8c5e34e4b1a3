import { postsInRecord, type Post } from '#shared/access/post.ts';
import type { Point } from '#shared/geo/point.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { boxOfFence, isInFence, mostAbsentMin, type FenceMeter } from '#shared/pack/fence.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { sinceInDay } from '#shared/pack/tracks.ts';
import { vehiclesOf } from '#shared/pack/vehicle.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { ReadMeter } from '../readings/meters.ts';
import { staffOnlineMs } from '../readings/positions.ts';
import type { Place, TrackStore } from '../storage/readings/track-store.ts';

export interface FencePorts {
  tracks: Pick<TrackStore, 'newest' | 'within' | 'around'>;
}
export type Fence = Sensor & { counts: FenceMeter };
export const isFence = (sensor: Sensor): sensor is Fence =>
  sensor.counts !== undefined && 'fence' in sensor.counts && !sensor.retired;

/** People and vehicles that are looked at, and places of the last step: ten thousand who tell theirs every few seconds. */
const mostPlaces = 150_000;
/** Places in the box of a fence that are looked through for the last visit, a page at a time; who waits behind more is not known. */
const visitsPage = 5_000;
const mostPages = 30;
/** What came late, from a device that was without a line, still counts as a visit for so long. */
const lateMs = 30 * minuteMs;

/** Who or what tells a place. */
export interface Mover {
  id: string;
  name: string;
  post: Post | null;
  unit: string | null;
  grid: string | null;
}
export function moverOf({ pack, staff }: LoadedPack, id: string): Mover | null {
  const member = staff.get(id);
  if (member)
    return { id, name: member.name, post: member.post, unit: member.unit ?? null, grid: member.grid ?? null };
  const vehicle = vehiclesOf(pack).get(id);
  return vehicle
    ? { id, name: vehicle.name, post: null, unit: vehicle.unit, grid: vehicle.grid ?? null }
    : null;
}

/** Whether a fence is about somebody. */
function isAbout({ who }: FenceMeter, mover: Mover): boolean {
  if (!who) return true;
  if (who.vehicles && mover.post !== null) return false;
  return (
    (!who.posts || (mover.post !== null && who.posts.includes(mover.post))) &&
    (!who.units || (mover.unit !== null && who.units.includes(mover.unit))) &&
    (!who.ids || who.ids.includes(mover.id))
  );
}

function holds(pack: LoadedPack, { counts, place }: Fence, at: Point): boolean {
  return isInFence(counts.fence, place, at, (one) => pack.grid.locate(one));
}

/** Since when a fence watches today; null: it does not at this instant. */
function watchesSince(pack: LoadedPack, { counts }: Fence, at: number): number | null {
  if (!counts.hours) return at - dayMs;
  const [from, to] = counts.hours;
  return sinceInDay({ from, to }, pack.pack.calendar, at);
}

/** Where everybody was: the newest place of each in the last quarter of an hour, and all places of the last step. */
export interface Whereabouts {
  newest: readonly Place[];
  last: readonly Place[];
}
async function whereabouts(
  { tracks }: FencePorts,
  jurisdiction: string,
  at: number,
  stepMs: number,
): Promise<Whereabouts> {
  const [newest, last] = await Promise.all([
    tracks.newest(jurisdiction, at - staffOnlineMs, at, mostPlaces),
    stepMs > 0 ? tracks.within(jurisdiction, at - Math.min(stepMs, staffOnlineMs), at, mostPlaces) : [],
  ]);
  return { newest, last };
}

/**
 * Who is inside of a fence at an instant and who outside, of those whom it is about and whose place is known, by the newest place of
 * each. For one that counts who is inside, whoever went through within the last step was inside, however short.
 */
export function standBy(
  pack: LoadedPack,
  fence: Fence,
  { newest, last }: Whereabouts,
  at: number,
): { inside: Mover[]; outside: Mover[] } {
  const movers = newest.flatMap(({ staff }) => moverOf(pack, staff) ?? []);
  const meant = movers.filter((mover) => isAbout(fence.counts, mover));
  const ids = new Set(meant.map(({ id }) => id));
  const within = new Set<string>();
  const look = (place: Place): void => {
    if (ids.has(place.staff) && !within.has(place.staff) && holds(pack, fence, place))
      within.add(place.staff);
  };
  newest.forEach(look);
  if (fence.counts.by === 'inside') for (const place of last) if (place.at > at - fence.everyMs) look(place);
  return {
    inside: meant.filter(({ id }) => within.has(id)),
    outside: meant.filter(({ id }) => !within.has(id)),
  };
}

const named = new WeakMap<LoadedPack, Map<string, readonly string[]>>();
/** Those whom a fence is about, by id; null: everybody. */
function idsOf(pack: LoadedPack, counts: FenceMeter): readonly string[] | null {
  if (!counts.who) return null;
  const known = named.get(pack) ?? new Map<string, readonly string[]>();
  named.set(pack, known);
  const key = JSON.stringify(counts.who);
  let ids = known.get(key);
  if (!ids) {
    const all = [...pack.staff.keys(), ...vehiclesOf(pack.pack).keys()];
    ids = all.filter((id) => {
      const mover = moverOf(pack, id);
      return mover !== null && isAbout(counts, mover);
    });
    known.set(key, ids);
  }
  return ids;
}

/** The instant of the last visit in (`from`, `at`], null when there was none; `unknown` behind more places than are looked through. */
async function lastVisit(
  { tracks }: FencePorts,
  pack: LoadedPack,
  fence: Fence,
  from: number,
  at: number,
): Promise<number | null | 'unknown'> {
  const { fence: area } = fence.counts;
  const box = boxOfFence(area, fence.place) ?? pack.pack.identity.bounds;
  const ids = idsOf(pack, fence.counts);
  // Somebody mostly came lately: the newest part of the time first, then ever longer ones.
  let [page, to, before]: [number, number, Place | null] = [0, at, null];
  for (let spanMs = lateMs; to > from;) {
    if (page++ === mostPages) return 'unknown';
    const begin = Math.max(from, to - spanMs);
    const asked = { from: begin, to, ids, before, most: visitsPage };
    const visits: Place[] = await tracks.around(pack.id, box, asked);
    const last = visits.find((place) => moverOf(pack, place.staff) !== null && holds(pack, fence, place));
    if (last) return last.at;
    before = visits.length < visitsPage ? null : (visits.at(-1) ?? null);
    if (before === null) [to, spanMs] = [begin, 4 * spanMs];
  }
  return null;
}

/** The longest step of those fences that ask who went through. */
const longestStep = ({ pack }: LoadedPack): number =>
  Math.max(
    0,
    ...pack.sensors.filter(isFence).map(({ counts, everyMs }) => (counts.by === 'inside' ? everyMs : 0)),
  );

/** Reads fences. Of each that waits for a visit the last one is remembered, so that a step looks at what came since. */
export function fenceReader(ports: FencePorts): ReadMeter {
  const visited = new Map<string, { looked: number; at: number | null }>();
  let step: { key: string; places: Promise<Whereabouts> } | null = null;
  function placesAt(pack: LoadedPack, at: number): Promise<Whereabouts> {
    const key = `${pack.id}\0${at}`;
    if (step?.key !== key) {
      const places = whereabouts(ports, pack.id, at, longestStep(pack));
      // What failed is asked anew by the next fence.
      places.catch(() => (step = null));
      step = { key, places };
    }
    return step.places;
  }
  return async (pack, sensor, at) => {
    if (!isFence(sensor)) return null;
    const since = watchesSince(pack, sensor, at);
    if (since === null) return 0;
    const { by } = sensor.counts;
    if (by !== 'absent') return standBy(pack, sensor, await placesAt(pack, at), at)[by].length;
    const key = `${pack.id}\0${sensor.id}\0${JSON.stringify(sensor.counts)}`;
    const before = visited.get(key);
    // A clock that was set back asks for an instant again: what came after it is not known then.
    const known = before && before.looked <= at ? before : undefined;
    const from = Math.max(since, known ? known.looked - lateMs : since);
    const seen = await lastVisit(ports, pack, sensor, from, at);
    // Nothing is said of an absence that was not seen to be one.
    if (seen === 'unknown') return null;
    const last = seen ?? known?.at ?? null;
    visited.set(key, { looked: at, at: last });
    const minutes = (at - Math.max(last ?? since, since)) / minuteMs;
    return Math.min(mostAbsentMin, Math.floor(minutes));
  };
}

/**
 * What a fence's reading rests on, for the evidence of what was raised: how many of which post. Nobody is named: evidence is for ever,
 * and where people were is not. Null: it is no fence.
 */
export function fencesBehind(ports: FencePorts & { packs: Pick<Packs, 'all'> }) {
  return async (jurisdiction: string, sensor: Sensor, at: number): Promise<string | null> => {
    const pack = ports.packs.all().find(({ id }) => id === jurisdiction);
    if (!pack || !isFence(sensor) || sensor.counts.by === 'absent') return null;
    const places = await whereabouts(ports, jurisdiction, at, sensor.everyMs);
    const movers = standBy(pack, sensor, places, at)[sensor.counts.by];
    const by = new Map<string, number>();
    for (const { post } of movers) {
      const name = post === null ? '车辆' : postsInRecord[post];
      by.set(name, (by.get(name) ?? 0) + 1);
    }
    const lines = [...by].map(([name, n]) => `${name} ${n}`).join('、');
    const side = sensor.counts.by === 'inside' ? '围栏内' : '围栏外';
    return `${side}在岗 ${movers.length}${lines && `：${lines}`}`;
  };
}
