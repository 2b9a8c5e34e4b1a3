import { dueAt, endOfDay } from '../clock/deadline.ts';
import type { Limit } from '../clock/calendar.ts';
import type { Point } from '../geo/point.ts';
import { must } from '../kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import { clockSpecOf, type ClockName, type Grade, type Procedure } from '../procedure/schema.ts';
import type { DecideContext } from './context.ts';
import type { Clock, Evidence, Incident, Source } from './incident.ts';
import { limitOf } from './limits.ts';

/** What a new matter begins with, whether somebody reported it or another matter opened it. */
export interface Birth {
  item: CatalogueItem;
  procedure: Procedure;
  source: Source;
  title: string;
  detail: string;
  /** As far as the procedure has one. */
  place?: Point | undefined;
  /** The cell that a matter of a whole area is about. */
  grid?: string | undefined;
  /** It has no place, because what it comes from has none. */
  placeless?: true | undefined;
  address: string;
  urgent: boolean;
  evidence: Evidence[];
  grade?: Grade | undefined;
  origin?: string | undefined;
  data?: Incident['data'];
  parent?: Incident['parent'];
  /** The unit that has its one task. */
  unit?: string | undefined;
  given?: Limit | undefined;
}

/** A new incident, or why the place will not do. Its number is taken last: a refused one costs none. */
export function bear(birth: Birth, context: DecideContext): Incident | Refusal {
  const { now, actor } = context;
  const { item, procedure, origin, data, parent } = birth;
  const grade = context.policy.grades && (birth.grade ?? item.grade);
  const where = whereOf(birth, context);
  if (isRefusal(where)) return where;
  const { grids, placeless } = where;
  const responsible = placeless ? undefined : context.responsible(grids);
  const unit = birth.unit ?? (procedure.startTask === 'place' ? context.unitOfPlace(grids) : undefined);
  const clocks = clocksAtStart(birth, grade, grids, context);
  const id = context.newId();
  return {
    id,
    jurisdiction: context.jurisdiction,
    version: 1,
    actedVersion: 1,
    procedure: procedure.id,
    node: procedure.start,
    nodeSince: now,
    reached: { [procedure.start]: now },
    source: birth.source,
    item: item.id,
    title: birth.title,
    detail: birth.detail,
    place: where.place,
    address: where.address,
    grids,
    ...(placeless && { placeless }),
    ...(responsible && { responsible }),
    urgent: birth.urgent,
    reporter: actor,
    reportedAt: now,
    ...(origin !== undefined && { origin }),
    occurrences: 1,
    lastOccurredAt: now,
    tasks: unit === undefined ? [] : [{ id: `${id}-1`, unit, role: 'lead', state: 'issued', issuedAt: now }],
    clocks,
    asks: {},
    suspended: false,
    counts: {},
    flags: [],
    evidence: birth.evidence,
    points: [],
    ...(grade && { grade }),
    ...(data && Object.keys(data).length > 0 && { data }),
    ...(parent && { parent }),
    // Rings 1 cloud, 2 grid, 3 person close with the report: it is in the ledger, located, and someone answers for the place.
    rings: [now, placeless ? null : now, responsible ? now : null, null, null, null, null, null, null],
  };
}

/** The clocks that run from the first moment, each with the limit of this item, grade and place. */
function clocksAtStart(
  { item, procedure, given, data }: Birth,
  grade: Grade | undefined,
  grids: readonly string[],
  context: DecideContext,
): Incident['clocks'] {
  const clocks: Incident['clocks'] = {};
  for (const name of procedure.startClocks) {
    const pace = context.pace(item.id, name);
    const limit = must(
      limitOf(name, { procedure, item, grade, grids, policy: context.policy, given, pace }),
      `a limit for ${name} of ${item.id}`,
    );
    clocks[name] = freshClock(context, limit, procedure, name, data);
  }
  return clocks;
}

/** Where a matter lies, as its procedure has it. */
function whereOf(
  { procedure, place, grid, placeless, address }: Birth,
  context: DecideContext,
): Pick<Incident, 'place' | 'grids' | 'placeless' | 'address'> | Refusal {
  const goesWithout = procedure.place === 'optional' && !place && grid === undefined;
  if (procedure.place === 'none' || placeless || goesWithout)
    // Not even an address: a list would show it beside the matter as where it is.
    return { place: context.home, grids: [], placeless: true, address: '' };
  if (grid !== undefined) {
    if (procedure.place !== 'area') return refuse('invalid', 'place-is-point', 'grid');
    const area = context.area(grid);
    return area
      ? { place: area.centre, grids: area.grids, address }
      : refuse('unknown', 'no-grid', { grid }, 'grid');
  }
  if (!place) return refuse('invalid', 'place-needed', 'place');
  const grids = context.chain(place);
  if (grids.length === 0) return refuse('invalid', 'place-outside', 'place');
  return { place, grids, address };
}

/** A clock that starts now. Where its procedure says so, a day that a form names is its last, or the one its limit counts from. */
export function freshClock(
  { calendar, now }: Pick<DecideContext, 'calendar' | 'now'>,
  limit: Limit,
  procedure: Pick<Procedure, 'clocks'>,
  name: ClockName,
  data: Incident['data'],
): Clock {
  const { endsOn, countsFrom } = clockSpecOf(procedure, name) ?? {};
  const endOf = (field: string | undefined): number | undefined => {
    const date = field === undefined ? undefined : data?.[field];
    return typeof date === 'string' ? endOfDay(calendar, date) : undefined;
  };
  const from = Math.max(now, endOf(countsFrom) ?? now);
  return { limit, startedAt: now, dueAt: endOf(endsOn) ?? dueAt(calendar, from, limit) };
}

/** The unit whose task a clock belongs to; undefined for clocks of the whole matter. */
export function unitOfClock(name: ClockName): string | undefined {
  const at = name.indexOf('@');
  return at < 0 ? undefined : name.slice(at + 1);
}
