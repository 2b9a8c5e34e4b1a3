import type { Hindrance } from '#shared/incident/hindrance.ts';
import { formatDayTime } from '../format/instant.ts';
import type { Names } from './names.ts';
import type { Say } from './say.ts';

/** Units named one by one; of more than these the rest is a number. */
const mostNamed = 4;

/** Why a step cannot be taken yet, in words: whom it waits for, until when, or who must take it instead. */
export function hindranceWords(
  { is, units = [], count = 0, at, step, value, least }: Hindrance,
  procedure: string,
  { say, names }: { say: Say; names: Pick<Names, 'unit' | 'transition'> },
): string {
  const named = units.slice(0, mostNamed).map(names.unit).join(say('flow.and'));
  const all =
    units.length > mostNamed ? say('flow.hindrance.more', { units: named, n: units.length }) : named;
  if (is === 'term-over' && at === undefined) return say('flow.hindrance.term-open');
  return say(`flow.hindrance.${is}`, {
    units: all || say('flow.hindrance.matters', { n: count }),
    at: at === undefined ? '' : formatDayTime(at),
    step:
      step === undefined
        ? ''
        : step === 'report'
          ? say('flow.need.report')
          : names.transition(procedure, step),
    value: value ?? 0,
    least: least ?? 0,
  });
}
