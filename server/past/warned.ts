import type { Actor } from '#shared/access/person.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { hourMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import { partsOf } from '#shared/warning/recipients.ts';
import {
  isIssued,
  isOver,
  type Measure,
  type Warning,
  type WarningCommand,
} from '#shared/warning/warning.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { actorOf, chief, handler, leader, member, officer, type Cast } from '../simulator/cast.ts';
import {
  freshStory,
  proposalOf,
  restsOf,
  standingStory,
  storiesOf,
  type Story,
} from '../simulator/forecasts.ts';
import { orderOfMeasure, reportOfMeasure, warningKeeper } from '../warnings/measures.ts';
import type { Stage } from './stage.ts';
import { rainOf } from './watch.ts';

/** An act about a warning of a past; answers why it could not be done. */
export interface WarnedTurn {
  at: number;
  take(
    stage: Stage,
    act: (command: IncidentCommand, by: Actor, at: number) => Incident[] | Refusal,
  ): Refusal | null;
}
/** What ends so soon, or was lifted a little before its time, stands for nobody who looks a moment later. */
const aboutMs = 3 * hourMs;

interface WarnedSpan {
  start: number;
  now: number;
  seed: number;
}

/** The warnings of a past, from the proposal to their end, those of its last days still in effect, and one that waits for a signature. */
export function warnedTurns(pack: LoadedPack, { start, now, seed }: WarnedSpan): WarnedTurn[] {
  const rain = rainStory(pack, start, now);
  const foretold = storiesOf(pack, seed, start, now);
  const isCalm = foretold.every(({ signedAt, until }) => signedAt >= now || until <= now + aboutMs);
  const known = [...foretold, ...(rain ? [rain] : []), ...(isCalm ? [standingStory(pack, seed, now)] : [])];
  const fresh = freshStory(pack, seed, now - 4 * minuteMs);
  return [...known.flatMap((story) => turnsOf(pack, story, seed)), ...turnsOf(pack, fresh, seed, 'proposed')]
    .filter(({ at }) => at >= start && at < now)
    .sort((a, b) => a.at - b.at);
}

/** The warning that stood while the watch was in emergency for rain. */
function rainStory(pack: LoadedPack, start: number, now: number): Story | null {
  const { from, until } = rainOf(pack, start, now);
  if (from - hourMs < start || until > now) return null;
  const unit = 'dept-emergency';
  const county = inRecord(pack.pack.identity.name);
  const item = pack.items.get('street-flood');
  const pumping: Measure = {
    id: 'm1',
    text: '到易涝点和下穿通道值守、排水',
    unit: item?.units.find((one) => pack.units.has(one)) ?? unit,
    ...(item && { item: item.id }),
  };
  return {
    key: 'rain',
    unit,
    source: `${/[市县]$/.test(county) ? county : '上级'}气象台（演示）`,
    proposedAt: from - 50 * minuteMs,
    signedAt: from - 20 * minuteMs,
    colour: 'blue',
    title: '暴雨',
    basis: `预计未来 6 小时${county}将有强降雨，小时雨量 30～50 毫米，城区低洼处可能积水`,
    measures: '减少外出，绕行积水路段和下穿通道，停止户外作业',
    actions: [pumping],
    to: { grids: false, units: [unit, pumping.unit], posts: ['duty-chief', 'duty-officer'] },
    grids: [],
    until,
    raise: { at: from + 3 * hourMs, colour: 'yellow', basis: '三小时雨量 92 毫米，降雨仍将持续' },
  };
}

/** One warning while it is told: who plays whom, and the number that it got. */
interface Told {
  pack: LoadedPack;
  story: Story;
  roll: Dice;
  as(cast: Cast): Actor;
  /** Of those who sit at the centre. */
  seat(cast: Cast): Actor;
  id: string;
}

function turnsOf(
  pack: LoadedPack,
  story: Story,
  seed: number,
  until: 'proposed' | 'end' = 'end',
): WarnedTurn[] {
  const as = (cast: Cast): Actor => actorOf(cast, (unit) => inRecord(pack.units.get(unit)?.name) ?? unit);
  const centre = pack.duty.actor.unit;
  const told: Told = {
    pack,
    story,
    roll: dice(seedOf(`${seed}:${pack.id}:${story.key}:heard`)),
    as,
    seat: (cast) => as(centre === undefined ? cast : { ...cast, unit: centre }),
    id: '',
  };
  if (until === 'proposed') return [proposal(told)];
  const { raise } = story;
  return [
    proposal(told),
    signature(told),
    ...story.actions.flatMap((one, i) =>
      measureTurn(pack, one, story.signedAt + (i + 1) * 2 * secondMs, (stage) => standing(told, stage)),
    ),
    ...heard(told, story.signedAt),
    ...(raise ? [raising(told, raise), ...heard(told, raise.at)] : []),
    ...ending(told),
  ];
}

function standing({ id }: Told, stage: Stage): Warning | null {
  const found = stage.warnings.get(id);
  return found && isIssued(found) && !isOver(found) ? found : null;
}

/** What somebody does with it while it stands. */
function turn(
  told: Told,
  at: number,
  by: Actor,
  command: (known: Warning, id: string) => WarningCommand | null,
): WarnedTurn {
  return {
    at,
    take(stage) {
      const known = standing(told, stage);
      const said = known && command(known, told.id);
      const done = said ? stage.warn(said, by, at, keysOf(by, known.sent)) : null;
      return isRefusal(done) ? done : null;
    },
  };
}

function proposal(told: Told): WarnedTurn {
  const { story, as } = told;
  return {
    at: story.proposedAt,
    take(stage) {
      const done = stage.warn(proposalOf(story), as(handler(story.unit)), story.proposedAt);
      if (isRefusal(done)) return done;
      told.id = done.id;
      return null;
    },
  };
}

function signature(told: Told): WarnedTurn {
  const { story, seat } = told;
  const signer = seat(story.colour === 'orange' ? leader : chief);
  return {
    at: story.signedAt,
    take(stage) {
      const version = stage.warnings.get(told.id)?.version ?? 0;
      const done = stage.warn({ kind: 'sign-warning', warning: told.id, version }, signer, story.signedAt);
      return isRefusal(done) ? done : null;
    },
  };
}

/** The centre takes it, then each recipient reads it. */
function heard(told: Told, after: number): WarnedTurn[] {
  const { story, roll, as, seat } = told;
  return [
    turn(told, after + roll.between(1, 4) * minuteMs, seat(officer), (_, warning) => ({
      kind: 'take-warning',
      warning,
    })),
    ...[officer, chief, ...(story.to.grids ? [member] : []), ...story.to.units.map(handler)]
      .map(as)
      .map((by) =>
        turn(told, after + roll.between(4, 25) * minuteMs, by, (_, warning) => ({
          kind: 'read-warning',
          warning,
        })),
      ),
  ];
}

function raising(told: Told, { at, colour, basis }: NonNullable<Story['raise']>): WarnedTurn {
  return turn(told, at, told.seat(leader), ({ version }, warning) => ({
    kind: 'adjust-warning',
    warning,
    version,
    colour,
    basis,
    rests: restsOf(told.story, basis, at),
  }));
}

/** Some are lifted by people before their time is over. */
function ending(told: Told): WarnedTurn[] {
  const { story, roll, seat } = told;
  const expiry = turn(told, story.until, warningKeeper, (_, warning) => ({
    kind: 'expire-warning',
    warning,
  }));
  if (!roll.chance(0.4)) return [expiry];
  const lifted = turn(
    told,
    story.until - roll.between(60, 150) * minuteMs,
    seat(leader),
    ({ version }, warning) => ({
      kind: 'release-warning',
      warning,
      version,
      basis: `${story.source}通知：影响已经结束`,
    }),
  );
  return [lifted, expiry];
}

/** The recipients that somebody of the pretend people stands for. */
function keysOf({ unit, post }: Actor, sent: readonly string[] = []): string[] {
  if (post === 'grid-member') return sent.filter((key) => partsOf(key)[0] === 'grid');
  return post === 'handler' ? [`unit:${unit ?? ''}`] : post ? [`post:${post}`] : [];
}

/** The matter that a signed measure opens, and the order to its unit. */
function measureTurn(
  pack: LoadedPack,
  measure: Measure,
  at: number,
  state: (stage: Stage) => Warning | null,
): WarnedTurn[] {
  const { item } = measure;
  if (item === undefined) return [];
  return [
    {
      at,
      take(stage, act) {
        const warning = state(stage);
        if (!warning) return null;
        const opened = act(reportOfMeasure(pack, warning, { ...measure, item }), warningKeeper, at);
        if (isRefusal(opened)) return opened;
        const [matter] = opened;
        const said = matter && act(orderOfMeasure(warning, measure, matter.id), warning.signer, at);
        return isRefusal(said) ? said : null;
      },
    },
  ];
}
