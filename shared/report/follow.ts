import { leadOf } from '../incident/columns.ts';
import type { Incident } from '../incident/incident.ts';
import type { End, Procedure } from '../procedure/schema.ts';
import type { PublicMatter, PublicState } from '../wire/public.ts';
import { reporterSteps } from './acts.ts';
import type { Followed } from './followed.ts';
import { placeWords } from './place.ts';
import { publicSteps } from './story.ts';

/**
 * A matter as its reporter follows it: where it stands, with which unit, until when, and every public act. Names no people. One
 * that was merged goes on as the matter that it was merged into, without what the other reporter said there.
 */
export function followed(one: Followed): PublicMatter {
  const own = followedAlone(one);
  if (!one.survivor) return own;
  const mergedAt = one.incident.nodeSince;
  const live = followedAlone({ ...one, ...one.survivor });
  const { state, since, unit, promisedBy, late, suspended } = live;
  const more = live.steps.filter(({ at, own: said, act }) => at > mergedAt && !said && act !== 'reported');
  return { ...own, state, since, unit, promisedBy, late, suspended, steps: [...own.steps, ...more] };
}

function followedAlone({ incident, entries, procedure, names, item, place, now }: Followed): PublicMatter {
  const { state, since } = publicState(incident, procedure);
  const isUnderWay = incident.closedAt === undefined && incident.ended === undefined;
  const whole = incident.clocks['whole'];
  const promisedBy = isUnderWay && !incident.suspended ? (whole?.dueAt ?? null) : null;
  const steps = reporterSteps(incident, procedure, incident.reporter, now);
  const lead = isUnderWay ? incident.tasks.find((task) => isLive(task) && task.role === 'lead') : undefined;
  const { rating } = incident;
  return {
    number: incident.id,
    item,
    place: [placeWords(place.slice(0, 2)), incident.address].filter(Boolean).join(' '),
    words: incident.detail,
    reportedAt: incident.reportedAt,
    state,
    since,
    unit: lead ? { name: names.unit(lead.unit), since: lead.issuedAt } : null,
    promisedBy,
    late: promisedBy !== null && now > promisedBy,
    suspended: incident.suspended,
    rating: rating ? { score: rating.score, at: rating.at, own: rating.own === true } : null,
    steps: publicSteps(entries, procedure, names),
    may: {
      rate: steps.rate !== undefined,
      rateUntil: steps.rate?.withinMs === undefined ? null : (incident.closedAt ?? now) + steps.rate.withinMs,
      again: steps.again !== undefined,
      withdraw: steps.withdraw !== undefined,
      remark: incident.ended === undefined,
    },
  };
}

const isLive = ({ state }: Incident['tasks'][number]): boolean => state !== 'withdrawn';

const endStates: Record<End, PublicState> = {
  archived: 'done',
  void: 'void',
  merged: 'merged',
  'not-filed': 'not-taken',
  withdrawn: 'withdrawn',
};

/** Where a matter stands, for everybody. */
export function publicState(incident: Incident, procedure: Procedure): Pick<PublicMatter, 'state' | 'since'> {
  const { ended, closedAt, node, nodeSince, tasks, reached } = incident;
  if (ended === 'archived') return { state: 'done', since: closedAt ?? nodeSince };
  if (ended) return { state: endStates[ended], since: nodeSince };
  if (closedAt !== undefined) {
    const isAsked = procedure.transitions.some(({ reporter, to }) => reporter === 'again' && to === node);
    return isAsked ? { state: 'asked-again', since: nodeSince } : { state: 'done', since: closedAt };
  }
  const lead = tasks.findLast((task) => isLive(task) && task.unit === leadOf(incident));
  switch (lead?.state) {
    case 'issued':
      return { state: 'assigned', since: lead.issuedAt };
    case 'signed':
      return { state: 'working', since: lead.signedAt ?? lead.issuedAt };
    case 'done':
      return { state: 'checking', since: lead.doneAt ?? lead.issuedAt };
    default: {
      const accepted = procedure.nodes.find(({ id, mark }) => mark === 'accepted' && id in reached);
      return accepted
        ? { state: 'accepted', since: reached[accepted.id] ?? nodeSince }
        : { state: 'received', since: incident.reportedAt };
    }
  }
}
