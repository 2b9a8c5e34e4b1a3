import { minuteMs } from '#shared/kernel/span.ts';
import { heldMsOf, type Proposing, type WarningPolicy } from '#shared/warning/policy.ts';

/** A line about an indicator, with its place among all. */
export interface OwnLine {
  at: number;
  line: Proposing;
}

/** The lines about indicators that somebody may change: all (`own` null), or those of grids of the own part. */
export function ownLines({ proposes = [] }: WarningPolicy, own: ReadonlySet<string> | null): OwnLine[] {
  return proposes.flatMap((line, at) =>
    line.indicator !== undefined && (own === null || (line.grid !== undefined && own.has(line.grid)))
      ? [{ at, line }]
      : [],
  );
}

/** Another line about nothing yet: of one grid alone, or of the whole where none is named. */
export function newLine(grid: string | null, level: number): Proposing {
  const place = grid === null ? { level: 0 } : { apart: true as const, grid, level };
  return {
    kind: '',
    indicator: '',
    by: 0,
    forMs: 10 * minuteMs,
    least: 1,
    colour: 'blue',
    title: '',
    measures: '',
    ...place,
  };
}

/** A line with something else in it: one of an indicator warns of it by its name, one of a grid stands apart there. */
export function lineWith(line: Proposing, more: Partial<Proposing> & { minutes?: number }): Proposing {
  const { minutes = heldMsOf(line) / minuteMs, ...said } = more;
  const { apart: _, grid, ...made } = { ...line, ...said, forMs: Math.round(minutes * minuteMs) };
  const kind = said.indicator === undefined ? line.kind : kindOf(said.indicator);
  if (made.level === 0) return { ...made, kind };
  return { ...made, kind, apart: true, ...(grid !== undefined && grid !== '' && { grid }) };
}
const kindOf = (indicator: string): string =>
  indicator
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/gu, '-')
    .slice(0, 32);

/** The policy with another line at a place; null: without the one that stood there. */
export function policyWithLine(policy: WarningPolicy, at: number, line: Proposing | null): WarningPolicy {
  const proposes = [...(policy.proposes ?? [])];
  proposes.splice(at, 1, ...(line ? [line] : []));
  return { ...policy, proposes };
}
