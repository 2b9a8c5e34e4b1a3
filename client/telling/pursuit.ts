import type { Entry } from '#shared/wire/http.ts';
import type { Names } from './names.ts';
import type { Say } from './say.ts';
import { levelWords } from './timeline.ts';

/** Somebody told that a clock is running out, or has run out. */
export interface PursuitLine {
  key: string;
  at: number;
  text: string;
  /** What there is to say of the ladder; empty for a reminder. */
  rung: string;
  late: boolean;
}

/** Who was reminded and to whom it went up, last first. */
export function pursuitLines(
  entries: readonly Entry[],
  procedure: string,
  { say, names }: { say: Say; names: Names },
): PursuitLine[] {
  return entries
    .flatMap(({ seq, at, fact }): PursuitLine[] => {
      const line = { key: String(seq), at };
      if (fact.kind === 'reminded') {
        const to = fact.to.map(({ name }) => name).join(say('flow.and'));
        const text = say('flow.related.reminded', { clock: names.clock(procedure, fact.clock), to });
        return [{ ...line, text, rung: '', late: false }];
      }
      if (fact.kind !== 'escalated') return [];
      const { to, rung, skipped, last } = fact;
      const clock = names.clock(procedure, fact.clock);
      const ladder = [
        say('flow.related.rung', { n: rung }),
        ...(skipped.length > 0
          ? [say('flow.related.skipped', { levels: levelWords(skipped, say, names) })]
          : []),
        ...(last ? [say('flow.related.last')] : []),
      ];
      const text = say('flow.related.escalated', { clock, to: to.name });
      return [{ ...line, text, rung: ladder.join(' · '), late: true }];
    })
    .toReversed();
}
