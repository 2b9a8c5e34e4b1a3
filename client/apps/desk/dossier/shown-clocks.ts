import type { Limit } from '#shared/clock/calendar.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { t } from '../../../locales/i18n.ts';
import { clockState, clockText, usedShare, type ClockState } from '../../../telling/remaining.ts';
import { limitText } from '../../../telling/say.ts';

export interface ShownClock {
  id: string;
  name: string;
  limit: string;
  text: string;
  state: ClockState | 'to-come';
  /** 0 to 1. */
  used: number;
}
/** What is known of the clocks of a procedure beside those that run. */
export interface ClockGround {
  now: number;
  language: Parameters<typeof clockText>[2];
  nameOf: (id: string) => string;
  /** What a clock would get now; undefined where a form is going to say it. */
  limitToCome: (id: string) => Limit | undefined;
}

/** The clocks of a matter in the order of its procedure, those to come with the limit that they would start with. */
export function shownClocks(
  ids: readonly string[],
  { clocks }: Pick<Incident, 'clocks'>,
  { now, language, nameOf, limitToCome }: ClockGround,
): ShownClock[] {
  return ids.flatMap((id): ShownClock[] => {
    const clock = clocks[id];
    const limit = clock?.limit ?? limitToCome(id);
    if (!limit) return [];
    const shown = { id, name: nameOf(id), limit: limitText(limit, t) };
    if (!clock)
      return [{ ...shown, ...(together(id, clocks, now) ?? { text: '—', state: 'to-come', used: 0 }) }];
    const text = clockText(clock, now, language);
    return [{ ...shown, text, state: clockState(clock, now), used: usedShare(clock, now) }];
  });
}

const worstFirst: readonly ClockState[] = ['overdue', 'running', 'paused', 'finished-late', 'finished'];
/** Where each unit asked has a clock of its own, one line tells of them all; each stands beside its task. */
function together(
  id: string,
  clocks: Incident['clocks'],
  now: number,
): Pick<ShownClock, 'text' | 'state' | 'used'> | null {
  const each = Object.entries(clocks).flatMap(([name, clock]) => (name.startsWith(`${id}@`) ? [clock] : []));
  if (each.length === 0) return null;
  const states = each.map((clock) => clockState(clock, now));
  const stopped = states.filter((state) => state.startsWith('finished')).length;
  const worst = worstFirst.find((state) => states.includes(state)) ?? 'running';
  return { text: `${stopped} / ${each.length}`, state: worst, used: stopped / each.length };
}
