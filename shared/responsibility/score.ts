/** One who could take a matter: a unit or a member. */
export interface Candidate {
  id: string;
  /** How much it is their duty, 0 to 1. */
  duty: number;
  /** Null when nobody knows where they are. */
  distanceM: number | null;
  open: number;
  overdue: number;
  /** Share of the skills asked for that they have; null when none is asked for. */
  skill: number | null;
}
/** Parts of a score; they add up to it. */
export interface Parts {
  duty: number;
  distance: number;
  load: number;
  skill: number;
}

/** What each part weighs; together 100. */
export const weights: Parts = { duty: 40, distance: 25, load: 25, skill: 10 };
/** At this way, and with this many matters in hand, half of the part is left. */
const halfWayM = 2_000;
const halfLoad = 20;
/** An overdue matter burdens as much as this many others. */
const overdueWeighs = 3;

/** The parts of a candidate's score, each to one decimal; the score is their sum. */
export function scoreOf(candidate: Candidate): { score: number; parts: Parts } {
  const { duty, distanceM, open, overdue, skill } = candidate;
  const burden = open + overdue * (overdueWeighs - 1);
  const parts: Parts = {
    duty: tenths(weights.duty * duty),
    distance: distanceM === null ? 0 : tenths(weights.distance / (1 + distanceM / halfWayM)),
    load: tenths(weights.load / (1 + burden / halfLoad)),
    // Nothing asked for: everybody can do it.
    skill: tenths(weights.skill * (skill ?? 1)),
  };
  return { score: tenths(parts.duty + parts.distance + parts.load + parts.skill), parts };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** Best first. Of two with the same score the nearer one, then the one with less in hand, then by id: the order never wavers. */
export function rankCandidates<T extends Candidate>(
  candidates: readonly T[],
): (T & { score: number; parts: Parts })[] {
  return candidates
    .map((candidate) => ({ ...candidate, ...scoreOf(candidate) }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        (a.distanceM ?? Infinity) - (b.distanceM ?? Infinity) ||
        a.open - b.open ||
        (a.id < b.id ? -1 : 1),
    );
}
