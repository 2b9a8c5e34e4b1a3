/**
 * How answers in a drill are scored. A matter is worth what of it has fallen due or was done: taken in time 30, dispatched in time
 * 40, dispatched to whom the matrix of responsibility names 30. Within the goal it is the whole, within twice the goal a half, then
 * nothing. An urgent matter has half the time and weighs double. What was ended without a unit (a double, not a matter at all) is
 * worth its taking alone, and the sheet says so.
 */
export interface Goals {
  takeMs: number;
  dispatchMs: number;
}
/** What became of a matter that was played in. Instants are those of the drill. */
export interface Answered {
  urgent: boolean;
  reportedAt: number;
  /** The first step that a person took in it. */
  takenAt: number | null;
  /** The first time that a unit was given it. */
  dispatchedAt: number | null;
  lead: string | null;
  /** Whom the matrix says leads, and who it says helps; null where it names nobody. */
  named: string | null;
  helpers: readonly string[];
  /** It came to an end without a unit. */
  ended: boolean;
}
export interface Part {
  got: number;
  of: number;
}
export interface Score {
  take: Part;
  dispatch: Part;
  unit: Part;
  /** It was not taken, or not dispatched, within twice its goal. */
  missed: boolean;
}

export const worth = { take: 30, dispatch: 40, unit: 30 } as const;
export const urgentWeight = 2;
const none: Part = { got: 0, of: 0 };

/** What one matter has come to by `now`. What is still within its goal, and open, counts neither way yet. */
export function scoreOf(one: Answered, goals: Goals, now: number): Score {
  const share = one.urgent ? 0.5 : 1;
  const take = timed(one.takenAt, one.reportedAt, goals.takeMs * share, now, worth.take);
  const isSettled = one.ended && one.dispatchedAt === null;
  const dispatch = isSettled
    ? none
    : timed(one.dispatchedAt, one.reportedAt, goals.dispatchMs * share, now, worth.dispatch);
  const unit = one.dispatchedAt === null || one.named === null ? none : unitPart(one);
  return { take, dispatch, unit, missed: isLost(take) || isLost(dispatch) };
}

const isLost = ({ got, of }: Part): boolean => of > 0 && got === 0;

function timed(at: number | null, from: number, goal: number, now: number, of: number): Part {
  const took = (at ?? now) - from;
  if (took <= goal) return at === null ? none : { got: of, of };
  if (took <= 2 * goal) return at === null ? none : { got: of / 2, of };
  return { got: 0, of };
}

function unitPart({ lead, named, helpers }: Answered): Part {
  if (lead === named) return { got: worth.unit, of: worth.unit };
  return { got: lead !== null && helpers.includes(lead) ? worth.unit / 2 : 0, of: worth.unit };
}

/** Of a hundred over all matters; null while nothing counts. */
export function totalOf(all: readonly (Answered & { score: Score })[]): number | null {
  let [got, of] = [0, 0];
  for (const { urgent, score } of all) {
    const weight = urgent ? urgentWeight : 1;
    for (const part of [score.take, score.dispatch, score.unit]) {
      got += weight * part.got;
      of += weight * part.of;
    }
  }
  return of === 0 ? null : Math.round((100 * got) / of);
}

/** The middle of some spans in ms; null of none. */
export function middleOf(spans: readonly number[]): number | null {
  const sorted = spans.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
