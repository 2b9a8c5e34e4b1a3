import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { boxOfFence } from '#shared/pack/fence.ts';
import { trackKeptMs } from '#shared/pack/tracks.ts';
import { vehiclesOf } from '#shared/pack/vehicle.ts';
import {
  mostTrackMs,
  mostTrackPlaces,
  type CrewCard,
  type CrewList,
  type Fence,
  type Track,
  type TrackAsked,
  type TrackLooks,
} from '#shared/wire/tracks.ts';
import { isFence, moverOf, type Fence as FenceSensor, type Mover } from '../fences/fences.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { TrackStore } from '../storage/readings/track-store.ts';
import type { HotPast } from '../storage/replay/hot-past.ts';
import type { WorldTrail } from '../storage/world/world-trail.ts';
import { seesPlace, seesStaff } from './scope-of-pack.ts';

interface Seen {
  lng: number;
  lat: number;
  at: number;
}
export interface CrewPorts {
  positions: (jurisdiction: string) => ReadonlyMap<string, Seen>;
  past: Pick<HotPast, 'places'>;
  tracks: Pick<TrackStore, 'track'>;
  looks: Pick<WorldTrail, 'note' | 'find'>;
  now: () => number;
}
/** Heard no more for so long, somebody counts as away. */
const freshMs = 15 * 60_000;
/** A look at somebody's way stands in the trail of records under this name. */
const trailName = (id: string): string => `staff:${id}`;
const mostLooks = 100;

/** Whether somebody is of the asker's part: by grid or unit, or by where they are. */
function sees(pack: LoadedPack, person: Person, mover: Mover, place?: Seen): boolean {
  const { grid, unit } = mover;
  const isOwn = seesStaff(pack, person, {
    ...(grid !== null && { grid }),
    ...(unit !== null && { unit }),
  });
  return isOwn || (place !== undefined && seesPlace(pack, person, place));
}

/** Who is on duty in the asker's part, now or at an instant that is still kept; and the fences there. */
export async function listCrews(
  ports: CrewPorts,
  pack: LoadedPack,
  person: Person,
  asked: number | undefined,
): Promise<CrewList | Refusal> {
  const now = ports.now();
  const at = Math.min(asked ?? now, now);
  if (at < now - trackKeptMs(pack.pack.policy)) return tooOld(pack);
  const isNamed = may(person, 'see-names');
  const seen = asked === undefined ? ports.positions(pack.id) : await placesAt(ports, pack, at);
  const crews: CrewList['crews'] = [];
  for (const [id, place] of seen) {
    if (at - place.at > freshMs) continue;
    const mover = moverOf(pack, id);
    if (!mover || !sees(pack, person, mover, place)) continue;
    const { lng, lat } = place;
    crews.push({ id: isNamed ? id : String(crews.length), post: mover.post, lng, lat, at: place.at });
  }
  const fences = pack.pack.sensors.filter(isFence).filter(({ place }) => seesPlace(pack, person, place));
  return { at, freshMs, crews, fences: fences.map((one) => fenceOf(pack, one)) };
}

function fenceOf(pack: LoadedPack, sensor: FenceSensor): Fence {
  const { id, name, counts } = sensor;
  const { fence, by } = counts;
  return {
    sensor: id,
    name,
    by,
    place: middleOf(pack, sensor),
    grid: 'grid' in fence ? fence.grid : null,
    ring: 'ring' in fence ? [...fence.ring] : null,
    radiusM: 'radiusM' in fence ? fence.radiusM : null,
  };
}

/** Where a fence lies: its instrument may stand elsewhere. */
function middleOf({ grid }: LoadedPack, { place, counts: { fence } }: FenceSensor): Point {
  if ('grid' in fence) return grid.byId.get(fence.grid)?.centre ?? place;
  const [west, south, east, north] = boxOfFence(fence, place) ?? [place.lng, place.lat, place.lng, place.lat];
  return 'ring' in fence ? { lng: (west + east) / 2, lat: (south + north) / 2 } : place;
}

async function placesAt(
  { past }: CrewPorts,
  { id, pack, staff }: LoadedPack,
  at: number,
): Promise<Map<string, Seen>> {
  const ids = [...staff.keys(), ...vehiclesOf(pack).keys()];
  const rows = await past.places(id, ids, at - freshMs, at);
  return new Map(rows.map((row) => [row.staff, row]));
}

/** Who one of them is. */
export function readCrew(pack: LoadedPack, person: Person, id: string): CrewCard | Refusal {
  const mover = ownMover(pack, person, id);
  if (isRefusal(mover)) return mover;
  const phone = pack.staff.get(id)?.phone ?? vehiclesOf(pack.pack).get(id)?.phone ?? null;
  return {
    id,
    name: mover.name,
    post: mover.post,
    unit: inRecord(pack.units.get(mover.unit ?? '')?.name) ?? null,
    grids: mover.grid === null ? [] : chainTo(pack.grid, mover.grid).map(({ name }) => name),
    phone,
  };
}

function ownMover(pack: LoadedPack, person: Person, id: string): Mover | Refusal {
  const mover = moverOf(pack, id);
  return mover && sees(pack, person, mover) ? mover : refuse('unknown', 'crew-unknown', 'crew');
}

/**
 * The way that one of the asker's part went on duty. The look is in the trail before anything is read, as with a record of a person:
 * who, when, what for.
 */
export async function showTrack(
  { tracks, looks, now }: CrewPorts,
  pack: LoadedPack,
  person: Person,
  { crew, from, to, purpose, why }: TrackAsked,
): Promise<Track | Refusal> {
  const mover = ownMover(pack, person, crew);
  if (isRefusal(mover)) return mover;
  if (to <= from || to - from > mostTrackMs)
    return refuse('invalid', 'track-too-long', { hours: mostTrackMs / 3_600_000 }, 'to');
  const at = now();
  if (from < at - trackKeptMs(pack.pack.policy)) return tooOld(pack);
  await looks.note(pack.id, {
    at,
    byId: person.id,
    byName: person.name,
    role: person.role,
    unit: person.unit ?? null,
    act: 'tracked',
    purpose,
    why,
    fields: ['track'],
    records: [trailName(crew)],
  });
  const { all, places } = await tracks.track(pack.id, crew, { from, to, most: mostTrackPlaces });
  return {
    crew,
    name: mover.name,
    from,
    to,
    told: all,
    days: daysOf(pack),
    places: places.map((place): Track['places'][number] => [place.at, place.lng, place.lat]),
  };
}

/** Who looked at the asker's own way. */
export async function ownLooks({ looks }: CrewPorts, pack: LoadedPack, person: Person): Promise<TrackLooks> {
  const rows = await looks.find(pack.id, {
    record: trailName(person.id),
    act: 'tracked',
    limit: mostLooks,
  });
  return {
    days: daysOf(pack),
    looks: rows.map(({ at, byName, role, unit, purpose, why }) => ({
      at,
      by: byName,
      role,
      purpose,
      why,
      unit: inRecord(pack.units.get(unit ?? '')?.name) ?? unit,
    })),
  };
}

const daysOf = ({ pack }: LoadedPack): number => trackKeptMs(pack.policy) / dayMs;
const tooOld = (pack: LoadedPack): Refusal =>
  refuse('too-old', 'track-forgotten', { days: daysOf(pack) }, 'at');
