import type { Calendar } from '#shared/clock/calendar.ts';
import type { Form } from '#shared/incident/command.ts';
import type { Clock, Evidence, Incident, Task } from '#shared/incident/incident.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import { share } from './share.ts';

/**
 * What the pretend people do with an incident next, and when. A pure function of the incident and the seed, so a simulator
 * that was restarted goes on where the county stands. Spreads come from published bulletins (see the packs' `demo`), and the
 * pace of machines and people from a public trace: centre and town answer within a minute, a human signature takes tens of minutes.
 */
export interface Spread {
  onTimeShare: number;
  reworkShare: number;
  extensionShare: number;
  closedShare: number;
}

export interface LifeWorld {
  seed: number;
  calendar: Calendar;
  spread: Spread;
  /** Who leads and who helps; drawn once an incident and round. */
  crew(incident: Incident, roll: Dice): { lead: string; co: string[] };
}

export interface Step {
  at: number;
  /** The chief looks at what the officer did. */
  by: 'duty' | 'chief' | 'handler';
  /** For a handler: the unit acted for. */
  unit?: string;
  transition: string;
  form: Form;
}

const feedbacks = [
  '现场已处置完毕',
  '已清理并复查',
  '已更换并试用正常',
  '已劝导整改',
  '已修复，恢复正常',
  '已协调双方，达成一致',
  '隐患已消除',
];
const reworkReasons = ['照片与现场不符', '仍有残留', '修复不牢固', '未恢复原状'];
const returnReasons = ['不属于本单位职责', '位置有误，属邻近网格', '需主管部门先行认定'];
const extensionReasons = ['配件到货需要时间', '连续降雨无法施工', '需多部门会商'];

/** The next step of an incident, or null when nothing is left for a person to do. */
export function nextStep(incident: Incident, world: LifeWorld): Step | null {
  const nature = natureOf(incident, world);
  const round =
    (incident.counts.rework ?? 0) + (incident.counts.return ?? 0) + (incident.counts.transfer ?? 0);
  const progress = incident.tasks.map((task) => task.state[0]).join('');
  const roll = dice(seedOf(`${world.seed}:${incident.id}:${incident.node}:${round}:${progress}`));
  const duty = (transition: string, delayMs: number, form: Form = {}): Step => ({
    at: incident.nodeSince + Math.round(delayMs),
    by: 'duty',
    transition,
    form,
  });
  switch (incident.node) {
    case 'reported':
      if (nature.refused)
        return duty('refuse-filing', roll.around(4 * minuteMs, 0.5), { reason: '不符合立案条件' });
      if (nature.onTheSpot)
        return duty('self-handle', roll.around(12 * minuteMs, 0.6), {
          note: '网格员现场解决',
          evidence: shown(incident.nodeSince),
        });
      return duty('accept', roll.around(incident.urgent ? 20 * secondMs : 55 * secondMs, 0.7));
    case 'verified':
      return duty('accept', roll.around(40 * secondMs, 0.6));
    case 'accepted':
      return duty('file', roll.around(35 * secondMs, 0.7));
    case 'filed': {
      const { lead, co } = world.crew(incident, roll);
      return duty('dispatch', roll.around(incident.urgent ? 40 * secondMs : 80 * secondMs, 0.8), {
        lead,
        co,
      });
    }
    case 'dispatched':
    case 'signed':
    case 'handling':
      return workStep(incident, world, nature, roll);
    case 'fed-back':
      if (nature.reworked && round === 0)
        return duty('rework', roll.around(18 * minuteMs, 0.5), { reason: roll.pick(reworkReasons) });
      return {
        ...duty('pass-check', roll.around(14 * minuteMs, 0.6)),
        by: incident.flags.includes('self-handled') ? 'chief' : 'duty',
      };
    case 'checked':
      return duty('close', roll.around(2 * minuteMs, 0.6));
    case 'closed':
      return duty('evaluate', roll.around(2.5 * hourMs, 0.8), {
        rating: [5, 4, 3, 2, 1][roll.weighted([78, 16, 4, 1, 1])] ?? 5,
      });
    default:
      return null;
  }
}

const shown = (at: number): Evidence[] => [{ kind: 'text', text: '现场记录', at: Math.round(at) }];

interface Nature {
  refused: boolean;
  onTheSpot: boolean;
  late: boolean;
  stuck: boolean;
  reworked: boolean;
  returned: boolean;
  extended: boolean;
}

/** What kind of incident it is, drawn once from its number. */
function natureOf(incident: Incident, { seed, spread }: LifeWorld): Nature {
  const roll = dice(seedOf(`${seed}:${incident.id}:nature`));
  return {
    refused: roll.chance(0.007),
    onTheSpot: roll.chance(incident.source === 'patrol' ? 0.12 : 0.02) && !incident.urgent,
    late: !roll.chance(spread.onTimeShare),
    stuck: !roll.chance(spread.closedShare),
    reworked: roll.chance(spread.reworkShare),
    returned: roll.chance(0.015),
    extended: roll.chance(spread.extensionShare),
  };
}

function workStep(incident: Incident, world: LifeWorld, nature: Nature, roll: Dice): Step | null {
  const active = incident.tasks.filter((task) => task.state === 'issued' || task.state === 'signed');
  const lead = active.find((task) => task.role === 'lead');
  if (!lead)
    return {
      at: incident.nodeSince + 5 * minuteMs,
      by: 'duty',
      transition: 'return',
      form: { reason: '重新派遣' },
    };
  if (incident.asks.extension) {
    return {
      at: Math.round(incident.asks.extension.at + roll.around(25 * minuteMs, 0.5)),
      by: 'duty',
      transition: 'grant-extension',
      form: {},
    };
  }
  if (incident.suspended)
    return { at: incident.nodeSince + hourMs, by: 'duty', transition: 'resume', form: {} };
  const steps = [
    leadStep(incident, lead, world, nature, roll),
    ...active.filter((task) => task.role === 'co').map((task) => coStep(incident, task, world, roll)),
  ];
  const waitsForOthers = active.some((task) => task.role === 'co');
  const possible = steps.filter(
    (step) => step !== null && !(waitsForOthers && step.transition === 'feed-back'),
  ) as Step[];
  const [first] = possible.toSorted((a, b) => a.at - b.at);
  return first ? { ...first, at: Math.round(first.at) } : null;
}

function leadStep(incident: Incident, task: Task, world: LifeWorld, nature: Nature, roll: Dice): Step | null {
  const handler = (transition: string, at: number, form: Form = {}): Step => ({
    at: Math.round(at),
    by: 'handler',
    unit: task.unit,
    transition,
    form,
  });
  if (task.state === 'issued') {
    const wait = roll.around(incident.urgent ? 70 * secondMs : 6 * minuteMs, 0.9);
    if (nature.returned && (incident.counts.return ?? 0) === 0)
      return handler('return', task.issuedAt + wait, { reason: roll.pick(returnReasons) });
    return handler('sign', task.issuedAt + wait);
  }
  if (incident.node === 'signed')
    return handler('start-work', incident.nodeSince + roll.around(4 * minuteMs, 0.8));
  const clock = incident.clocks.handling;
  if (!clock) return null;
  if (nature.extended && (incident.counts.extension ?? 0) === 0) {
    const form: Form = {
      limit: { amount: Math.max(1, clock.limit.amount / 2), unit: clock.limit.unit },
      reason: roll.pick(extensionReasons),
    };
    return handler(
      'ask-extension',
      Math.max(share(clock, world.calendar, 0.5), incident.nodeSince + minuteMs),
      form,
    );
  }
  const at = Math.max(
    doneAt(clock, world.calendar, nature, roll),
    incident.nodeSince + roll.around(6 * minuteMs, 0.5),
  );
  return handler('feed-back', at, { note: roll.pick(feedbacks), evidence: shown(at) });
}

/** Squads and grid members work every day, but not at night. */
function awake(at: number, calendar: Calendar, roll: Dice): number {
  const offset = calendar.utcOffsetMinutes * minuteMs;
  const midnight = Math.floor((at + offset) / dayMs) * dayMs - offset;
  const hour = (at - midnight) / hourMs;
  if (hour >= 7 && hour < 21) return at;
  return midnight + (hour < 7 ? 0 : dayMs) + (7 + 2 * roll.roll()) * hourMs;
}

/** When the work is done. Most is done within hours, whatever the limit; what is late is late by a part of its limit. */
function doneAt(clock: Clock, calendar: Calendar, nature: Nature, roll: Dice): number {
  if (nature.stuck) return share(clock, calendar, 1.5 + roll.roll());
  if (nature.late) return share(clock, calendar, 1.02 + 0.3 * roll.roll() ** 2);
  const quick = awake(clock.startedAt + roll.around(1.6 * hourMs, 1), calendar, roll);
  return Math.min(quick, share(clock, calendar, 0.05 + 0.8 * roll.roll()));
}

function coStep(incident: Incident, task: Task, world: LifeWorld, roll: Dice): Step | null {
  const handler = (transition: string, at: number, form: Form = {}): Step => ({
    at: Math.round(at),
    by: 'handler',
    unit: task.unit,
    transition,
    form,
  });
  if (task.state === 'issued') return handler('co-sign', task.issuedAt + roll.around(9 * minuteMs, 0.8));
  const clock = incident.clocks.handling;
  const at = clock ? share(clock, world.calendar, 0.1 + roll.roll() * 0.3) : incident.nodeSince;
  return handler('co-feed-back', Math.max(at, (task.signedAt ?? task.issuedAt) + 5 * minuteMs), {
    note: roll.pick(feedbacks),
  });
}
