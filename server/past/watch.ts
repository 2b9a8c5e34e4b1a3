import type { Actor } from '#shared/access/person.ts';
import { localMidnight } from '#shared/clock/deadline.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { atLevel, usualWatch } from '#shared/pack/plan.ts';
import { keepersOf, shiftsOfDay, type Shift } from '#shared/watch/shift.ts';
import type { WatchCommand } from '#shared/watch/watch.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Stage } from './stage.ts';

/** An act of those who keep the watch; what it says is known when its time has come. */
export interface WatchTurn {
  at: number;
  by: Actor;
  command(stage: Pick<Stage, 'watch' | 'incidents'>): WatchCommand;
}

/** Sheets of so many days stand in the record. */
const handOverDays = 7;

/** The watch of a past: each shift of the last days handed over and signed for, and one emergency of heavy rain with its end. */
export function watchTurns(
  pack: LoadedPack,
  { start, now, roll }: { start: number; now: number; roll: Dice },
): WatchTurn[] {
  return [
    ...handOvers(pack, Math.max(start, now - handOverDays * dayMs), now, roll),
    ...heavyRain(pack, start, now),
  ]
    .filter(({ at }) => at >= start && at < now)
    .sort((a, b) => a.at - b.at);
}

/** The first of a shift's crew who sits at the desk, and the one who leads it. */
function keeperOf(pack: LoadedPack, shift: Shift, post: 'duty-officer' | 'duty-chief'): Actor {
  const { people } = keepersOf({ roster: [] }, pack.pack.policy.watch ?? usualWatch, shift);
  const found = people.map((id) => pack.staff.get(id)).find((one) => one?.post === post);
  const name = { 'duty-officer': '值班席', 'duty-chief': '值班长' }[post];
  // Where no crews are known the seats of day and night are two.
  return found
    ? { id: found.id, name: found.name, role: 'duty', post }
    : { id: `sim-${post}-${shift.shift}`, name, role: 'duty', post };
}

function handOvers(pack: LoadedPack, from: number, now: number, roll: Dice): WatchTurn[] {
  const policy = pack.pack.policy.watch ?? usualWatch;
  const { calendar } = pack.pack;
  const first = localMidnight(calendar, from);
  const days = Math.ceil((now - first) / dayMs) + 1;
  const shifts = Array.from({ length: days }, (_, i) =>
    shiftsOfDay(policy, calendar, first + i * dayMs),
  ).flat();
  return shifts.flatMap((shift, i): WatchTurn[] => {
    const next = shifts[i + 1];
    // Only what both have put their name to: a shift that ends about now is handed over by the people of the house.
    if (!next || shift.from < from || shift.to + 30 * minuteMs > now) return [];
    const by = keeperOf(pack, shift, 'duty-officer');
    const after = keeperOf(pack, next, 'duty-officer');
    if (by.id === after.id) return [];
    const written = shift.to - roll.between(6, 14) * minuteMs;
    const { day, shift: id } = shift;
    return [
      {
        at: written,
        by,
        command: ({ watch, incidents }) => ({
          kind: 'hand-over',
          version: watch.version,
          day,
          shift: id,
          text: toldOf(incidents.values(), shift.from, written),
          lookOut: watch.emergency ? '强降雨仍在持续，低洼点、下穿通道加密巡查' : '',
        }),
      },
      {
        at: shift.to + roll.between(1, 6) * minuteMs,
        by: after,
        command: ({ watch }) => ({
          kind: 'take-over',
          version: watch.version,
          sheet: watch.sheet?.number ?? 0,
          note: '',
        }),
      },
    ];
  });
}

/** What a shift did, in numbers that its matters bear out. */
function toldOf(incidents: ReturnType<Stage['incidents']['values']>, from: number, to: number): string {
  let [reported, closed] = [0, 0];
  for (const { reportedAt, closedAt } of incidents) {
    if (reportedAt >= from && reportedAt < to) reported += 1;
    if (closedAt !== undefined && closedAt >= from && closedAt < to) closed += 1;
  }
  return `本班接报各类事项 ${reported} 件，结案 ${closed} 件；未结事项列于下方，请接班继续跟办。`;
}

/** When the one heavy rain of a past falls; its warning stands for the same time. */
export function rainOf({ pack }: LoadedPack, start: number, now: number) {
  const midnight = localMidnight(pack.calendar, start + (now - start) * 0.6);
  return { midnight, from: midnight + 14 * hourMs, until: midnight + 31 * hourMs };
}

/** Heavy rain of a day and a night: called at the lightest level, raised once, its steps done, and back to peace. */
function heavyRain(pack: LoadedPack, start: number, now: number): WatchTurn[] {
  const plan = pack.pack.plans?.find(({ type }) => type === 'flood');
  const { midnight, from, until } = rainOf(pack, start, now);
  const [lightest, graver] = (plan?.levels ?? []).toReversed();
  if (!plan || !lightest || from < start || until > now) return [];
  const [shift] = shiftsOfDay(pack.pack.policy.watch ?? usualWatch, pack.pack.calendar, midnight);
  if (!shift) return [];
  const by = keeperOf(pack, shift, 'duty-chief');
  const turn = (at: number, command: WatchTurn['command']): WatchTurn => ({ at, by, command });
  const to = (at: number, level: (typeof lightest)['level'], reason: string): WatchTurn =>
    turn(at, ({ watch }) => ({
      kind: 'switch-mode',
      version: watch.version,
      reason,
      to: { mode: 'emergency', plan: plan.id, level },
    }));
  const last = (graver ?? lightest).level;
  const steps = atLevel(plan.steps, last).map(({ id, withinMinutes }, i) =>
    turn(
      from + 181 * minuteMs + i * minuteMs + Math.min(withinMinutes * 0.7, 600) * minuteMs,
      ({ watch }) => ({ kind: 'complete-step', since: watch.emergency?.since ?? 0, step: id }),
    ),
  );
  return [
    to(from, lightest.level, '暴雨预警生效，一小时雨量 38 毫米，城区低洼点开始积水'),
    ...(graver ? [to(from + 3 * hourMs, graver.level, '三小时雨量 92 毫米，内河水位接近警戒')] : []),
    ...steps,
    turn(until, ({ watch }) => ({
      kind: 'switch-mode',
      version: watch.version,
      to: { mode: 'peace' },
      reason: '降雨停止，水位回落，积水点全部排除',
    })),
  ].map((one) => ({ ...one, at: Math.round(one.at) }));
}
