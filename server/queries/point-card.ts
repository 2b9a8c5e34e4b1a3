import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { dedicatedAt, policeAt } from '#shared/responsibility/place.ts';
import { sixOf } from '#shared/responsibility/six.ts';
import type { Located } from '#shared/wire/responsibility.ts';
import { cellsAt } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { NearbyQueries } from '../storage/record/nearby-queries.ts';
import { seesPlace } from './scope-of-pack.ts';

/** Most open matters a card lists. */
const most = 20;
const days = 30;

/** Answers who answers for a point. */
export type AnswerPoint = (pack: LoadedPack, person: Person, place: Point) => Promise<Located>;

/**
 * Everyone who may ask learns which offices answer for a point; its people and its matters only those who may see the grid. The thirty days' counts of a
 * jurisdiction are taken together, at most once a minute: they read a month of the table.
 */
export function openPointCard(
  queries: Pick<NearbyQueries, 'openIn' | 'recent'>,
  now: () => number,
): AnswerPoint {
  const kept = new Map<string, { at: number; counts: ReturnType<NearbyQueries['recent']> }>();

  function recentOf(jurisdiction: string): { at: number; counts: ReturnType<NearbyQueries['recent']> } {
    const before = kept.get(jurisdiction);
    if (before && now() - before.at < minuteMs && now() >= before.at) return before;
    const next = { at: now(), counts: queries.recent(jurisdiction, now() - days * dayMs) };
    kept.set(jurisdiction, next);
    // A count that failed is not kept; who waits for it is told by the promise itself.
    next.counts.catch(() => kept.get(jurisdiction) === next && kept.delete(jurisdiction));
    return next;
  }

  return async (pack, person, place) => {
    const chain = cellsAt(pack, place);
    const grids = chain.map(({ id }) => id);
    const narrow = grids.at(-1);
    const isMine = narrow !== undefined && seesPlace(pack, person, place);
    const recent = isMine ? recentOf(pack.id) : null;
    const [open, counts] = await Promise.all([
      narrow === undefined ? [] : queries.openIn(person, grids, most),
      recent?.counts,
    ]);
    const none = { reported: 0, closed: 0 };
    return {
      ...asTold(whoAnswers(pack, place, grids), { isMine, isWall: !may(person, 'see-names') }),
      open,
      recent: recent && counts ? { days, at: recent.at, ...(counts.get(narrow ?? '') ?? none) } : null,
    };
  };
}

type Answering = Omit<Located, 'open' | 'recent'>;

/**
 * People and their numbers are told inside of the own part, and on a wall, which anybody may stand before, without the numbers.
 * Numbers of offices are for all who work here; a wall has those of its own part.
 */
function asTold(all: Answering, { isMine, isWall }: { isMine: boolean; isWall: boolean }): Answering {
  const staff = isMine ? all.staff : [];
  const six = isMine ? all.six : all.six.map((one) => ({ ...one, people: [] }));
  if (!isWall) return { ...all, staff, six };
  const bare = <T extends { phone: string }>(one: T): T => ({ ...one, phone: '' });
  return {
    ...all,
    staff: staff.map(bare),
    six: six.map((one) => ({ ...one, people: one.people.map(bare) })),
    ...(isMine
      ? {}
      : {
          duty: all.duty.map(bare),
          dedicated: all.dedicated.map(bare),
          police: all.police && bare(all.police),
        }),
  };
}

function whoAnswers(pack: LoadedPack, place: Point, grids: readonly string[]): Answering {
  const chain = cellsAt(pack, place);
  const nameless = { zh: '—', en: '—' };
  return {
    place: { lng: place.lng, lat: place.lat },
    grids: chain.map(({ id, name, level }) => ({ id, name, level })),
    staff: grids.toReversed().flatMap((id) => pack.staffOf(id)),
    dutyPhone: pack.duty.phone,
    duty: pack
      .unitsOfGrid(grids)
      .toReversed()
      .map(({ id, name, kind, phone }) => ({ unit: id, name, kind, phone })),
    dedicated: dedicatedAt(pack.pack.dedicated ?? [], place).map((one) => {
      const unit = pack.units.get(one.unit);
      return {
        ...one,
        distanceM: Math.round(one.distanceM),
        unitName: unit?.name ?? nameless,
        phone: unit?.phone ?? '',
      };
    }),
    police: policeAt(pack.pack.police ?? [], grids) ?? null,
    six: sixOf(pack.pack.six ?? [], chain, pack.staffOf),
  };
}
