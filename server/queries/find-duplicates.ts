import { inRecord } from '#shared/kernel/localized.ts';
import type { Person } from '#shared/access/person.ts';
import { boxAround } from '#shared/geo/distance.ts';
import { findDuplicates, usualWindow, type Comparable } from '#shared/responsibility/duplicates.ts';
import { findRepeats, repeatWindow } from '#shared/responsibility/repeats.ts';
import type { Duplicate, Repeat } from '#shared/wire/responsibility.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { NearbyQueries } from '../storage/record/nearby-queries.ts';

/** Open incidents in scope that may be the same matter, the likeliest first. */
export async function duplicatesOf(
  queries: Pick<NearbyQueries, 'near'>,
  pack: LoadedPack,
  person: Person,
  of: Comparable & { id?: string },
): Promise<Duplicate[]> {
  const window = pack.pack.policy.duplicates ?? usualWindow;
  const box = boxAround(of.place, window.withinM);
  const [west, south, east, north] = box;
  const corners = [of.place, ...[west, east].flatMap((lng) => [south, north].map((lat) => ({ lng, lat })))];
  const classOf = (item: string): string | undefined => inRecord(pack.items.get(item)?.class);
  const kind = classOf(of.item);
  const rows = await queries.near(person, {
    box,
    wide: [...new Set(corners.flatMap((corner) => pack.grid.locate(corner)[0]?.id ?? []))],
    items: pack.pack.catalogue.filter(({ id }) => id === of.item || classOf(id) === kind).map(({ id }) => id),
    from: Math.floor(of.at - window.withinMs),
    to: Math.ceil(of.at + window.withinMs),
  });
  return findDuplicates(of, rows, classOf, window)
    .slice(0, 12)
    .map(({ at: _, distanceM, likeness, ...row }) => ({
      ...row,
      distanceM: Math.round(distanceM),
      likeness: Math.round(likeness * 1000) / 1000,
    }));
}

/** Earlier matters in scope in which the same complaint was made, the newest first. */
export async function repeatsOf(
  queries: Pick<NearbyQueries, 'toldBefore'>,
  person: Person,
  of: Comparable & { id?: string },
): Promise<Repeat[]> {
  const rows = await queries.toldBefore(person, {
    box: boxAround(of.place, repeatWindow.withinM),
    item: of.item,
    from: of.at - repeatWindow.withinMs,
    to: of.at,
  });
  return findRepeats(of, rows).map((one) => ({
    id: one.id,
    title: one.title,
    detail: one.detail,
    node: one.node,
    source: one.source,
    reportedAt: one.reportedAt,
    closedAt: one.closedAt,
    distanceM: Math.round(one.distanceM),
    likeness: Math.round(one.likeness * 1000) / 1000,
  }));
}
