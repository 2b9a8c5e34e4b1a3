import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import type { Point } from '#shared/geo/point.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { dedicatedAt, policeAt } from '#shared/responsibility/place.ts';
import { sixOf } from '#shared/responsibility/six.ts';
import type { Located } from '#shared/wire/responsibility.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { NearbyQueries } from '../storage/nearby-queries.ts';

/** Most open matters a card lists. */
const most = 20;
const days = 30;

/** Answers who answers for a point. */
export type AnswerPoint = (pack: LoadedPack, person: Person, place: Point) => Promise<Located>;

/**
 * Everyone who may ask learns who answers for a point; its matters only those who may see the grid. The thirty days' counts of a
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
    const chain = pack.grid.locate(place);
    const grids = chain.map(({ id }) => id);
    const narrow = grids.at(-1);
    const recent = narrow !== undefined && maySee(person, { grids, units: [] }) ? recentOf(pack.id) : null;
    const [open, counts] = await Promise.all([
      narrow === undefined ? [] : queries.openIn(person, grids, most),
      recent?.counts,
    ]);
    const none = { reported: 0, closed: 0 };
    return {
      ...whoAnswers(pack, place, grids),
      open,
      recent: recent && counts ? { days, at: recent.at, ...(counts.get(narrow ?? '') ?? none) } : null,
    };
  };
}

function whoAnswers(
  pack: LoadedPack,
  place: Point,
  grids: readonly string[],
): Omit<Located, 'open' | 'recent'> {
  const chain = pack.grid.locate(place);
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
