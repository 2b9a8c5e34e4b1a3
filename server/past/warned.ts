import type { Actor } from '#shared/access/person.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
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

function turnsOf(
  pack: LoadedPack,
  story: Story,
  seed: number,
  until: 'proposed' | 'end' = 'end',
): WarnedTurn[] {
  const roll = dice(seedOf(`${seed}:${pack.id}:${story.key}:heard`));
  const as = (cast: Cast): Actor => actorOf(cast, (unit) => inRecord(pack.units.get(unit)?.name) ?? unit);
  const centre = pack.duty.actor.unit;
  const seat = (cast: Cast): Actor => as(centre === undefined ? cast : { ...cast, unit: centre });
  let id = '';
  const state = (stage: Stage): Warning | null => {
    const found = stage.warnings.get(id);
    return found && isIssued(found) && !isOver(found) ? found : null;
  };
  const turn = (at: number, by: Actor, command: (known: Warning) => WarningCommand | null): WarnedTurn => ({
    at,
    take(stage) {
      const known = state(stage);
      const said = known && command(known);
      const done = said ? stage.warn(said, by, at, keysOf(by, known.sent)) : null;
      return isRefusal(done) ? done : null;
    },
  });
  const proposal: WarnedTurn = {
    at: story.proposedAt,
    take(stage) {
      const done = stage.warn(proposalOf(story), as(handler(story.unit)), story.proposedAt);
      if (isRefusal(done)) return done;
      ({ id } = done);
      return null;
    },
  };
  if (until === 'proposed') return [proposal];
  const signer = seat(story.colour === 'orange' ? leader : chief);
  const signature: WarnedTurn = {
    at: story.signedAt,
    take(stage) {
      const version = stage.warnings.get(id)?.version ?? 0;
      const done = stage.warn({ kind: 'sign-warning', warning: id, version }, signer, story.signedAt);
      return isRefusal(done) ? done : null;
    },
  };
  const heard = (after: number): WarnedTurn[] => [
    turn(after + roll.between(1, 4) * minuteMs, seat(officer), () => ({ kind: 'take-warning', warning: id })),
    ...[officer, chief, ...(story.to.grids ? [member] : []), ...story.to.units.map(handler)]
      .map(as)
      .map((by) =>
        turn(after + roll.between(4, 25) * minuteMs, by, () => ({ kind: 'read-warning', warning: id })),
      ),
  ];
  const { raise } = story;
  return [
    proposal,
    signature,
    ...story.actions.flatMap((one, i) =>
      measureTurn(pack, one, story.signedAt + (i + 1) * 2 * secondMs, state),
    ),
    ...heard(story.signedAt),
    ...(raise
      ? [
          turn(raise.at, seat(leader), ({ version }) => ({
            kind: 'adjust-warning',
            warning: id,
            version,
            colour: raise.colour,
            basis: raise.basis,
            rests: restsOf(story, raise.basis, raise.at),
          })),
          ...heard(raise.at),
        ]
      : []),
    // Some are lifted by people before their time is over.
    ...(roll.chance(0.4)
      ? [
          turn(story.until - roll.between(60, 150) * minuteMs, seat(leader), ({ version }) => ({
            kind: 'release-warning',
            warning: id,
            version,
            basis: `${story.source}通知：影响已经结束`,
          })),
        ]
      : []),
    turn(story.until, warningKeeper, () => ({ kind: 'expire-warning', warning: id })),
  ];
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
