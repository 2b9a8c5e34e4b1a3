import type { Incident } from '#shared/incident/incident.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import { formatDayTime } from '../../../format/instant.ts';

/** A deadline of a matter, as a step of a plan is drawn. */
export interface Limit {
  id: string;
  text: Localized;
  who: Localized;
  withinMs: number;
  dueAt: number;
  done: { at: number; by: string } | null;
}

/** The deadlines of a matter: those that run by how soon they are due, then those that were met or missed, the latest first. */
export function limitsOf(
  { clocks, procedure }: Pick<Incident, 'clocks' | 'procedure'>,
  nameOf: (procedure: string, clock: string) => string,
  dueWords: (at: string) => string,
): Limit[] {
  const inBoth = (text: string): Localized => ({ zh: text, en: text });
  return Object.entries(clocks)
    .map(([id, { startedAt, dueAt, stoppedAt }]) => ({
      id,
      text: inBoth(nameOf(procedure, id)),
      who: inBoth(dueWords(formatDayTime(dueAt))),
      withinMs: dueAt - startedAt,
      dueAt,
      done: stoppedAt === undefined ? null : { at: stoppedAt, by: '' },
    }))
    .toSorted((a, b) =>
      a.done && b.done ? b.done.at - a.done.at : a.done ? 1 : b.done ? -1 : a.dueAt - b.dueAt,
    );
}
