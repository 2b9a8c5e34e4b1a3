import type { Post } from '#shared/access/post.ts';
import { metresBetween } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { textIn, type Language, type Localized } from '#shared/kernel/localized.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Staff } from '#shared/pack/schema.ts';
import { rankCandidates } from '#shared/responsibility/score.ts';
import { memberReason } from '#shared/responsibility/words.ts';
import type { MemberSuggestion } from '#shared/wire/responsibility.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Load } from '../storage/record/nearby-queries.ts';

/** Where a member was last seen. */
export interface Seen extends Point {
  at: number;
}

/** How much it is the duty of a post to go to a matter in its grid; the others are not sent. */
const dutyOf: Partial<Record<Post, number>> = {
  'grid-member': 1,
  patroller: 0.9,
  'grid-head': 0.75,
  'information-officer': 0.5,
  liaison: 0.35,
  supervisor: 0.25,
};
export const postNames: Partial<Record<Post, Localized>> = {
  'grid-head': { zh: '网格长', en: 'grid head' },
  'grid-member': { zh: '网格员', en: 'grid member' },
  supervisor: { zh: '督查员', en: 'supervisor' },
  'information-officer': { zh: '信息员', en: 'information officer' },
  liaison: { zh: '联络员', en: 'liaison' },
  patroller: { zh: '巡查员', en: 'patroller' },
};
/** A wider grid's people are called when the narrow one's cannot. */
const dutyAbove = [1, 0.8, 0.5, 0.35, 0.25, 0.2];
/** A place older than this says nothing of where somebody is. */
const staleMs = 30 * minuteMs;
const most = 12;
const idle: Load = { open: 0, overdue: 0 };

/** People of the grids of an incident who could go there, by post, way from where they are now, and what their grid has open. */
export function suggestMembers(
  pack: LoadedPack,
  incident: Pick<Incident, 'grids' | 'place'>,
  from: { seen: ReadonlyMap<string, Seen>; loads: ReadonlyMap<string, Load>; now: number },
  language: Language,
): MemberSuggestion[] {
  const candidates = incident.grids.flatMap((grid, level) =>
    pack.staffOf(grid).flatMap((one) => {
      const duty = (dutyOf[one.post] ?? 0) * (dutyAbove[pack.grid.levels.length - 1 - level] ?? 1);
      if (duty === 0) return [];
      const { place, heardAt } = placeOf(pack, one, from);
      const distanceM = Math.round(metresBetween(incident.place, place));
      return [{ id: one.id, one, duty, heardAt, distanceM, skill: null, ...(from.loads.get(grid) ?? idle) }];
    }),
  );
  return rankCandidates(candidates)
    .slice(0, most)
    .map(({ one, distanceM, heardAt, open, overdue, score, parts }) => ({
      staff: one.id,
      name: one.name,
      post: one.post,
      phone: one.phone,
      distanceM,
      heardAt,
      open,
      overdue,
      score,
      parts,
      reason: memberReason(
        {
          post: textIn(postNames[one.post], language) ?? one.post,
          grid: pack.grid.byId.get(one.grid ?? '')?.name ?? null,
          heardMin: heardAt === null ? null : Math.max(0, Math.round((from.now - heardAt) / minuteMs)),
          distanceM,
          open,
          overdue,
        },
        language,
      ),
    }));
}

/** Where someone is: as the phone said lately, else in the middle of the grid. */
function placeOf(
  pack: LoadedPack,
  { id, grid }: Staff,
  { seen, now }: { seen: ReadonlyMap<string, Seen>; now: number },
): { place: Point; heardAt: number | null } {
  const last = seen.get(id);
  if (last && now - last.at <= staleMs) return { place: last, heardAt: last.at };
  return { place: pack.grid.byId.get(grid ?? '')?.centre ?? pack.duty.place, heardAt: null };
}
