import type { Zoned } from '#shared/clock/zone.ts';
import type { Colour } from '#shared/warning/colour.ts';
import type { CommandBody } from '#shared/wire/http.ts';
import { minuteRead } from '../../format/written-time.ts';

/** What is done with a warning that stands or waits for a signature. */
export type WarningAct = 'reject' | 'adjust' | 'release' | 'decline';
/** What its form holds; `until` as it is written, by the time of the county. */
export interface WrittenAct {
  reason: string;
  colour: Colour;
  until: string;
}

/** The command of an act, from what was written. */
export function actCommand(
  act: WarningAct,
  { id, version }: { id: string; version: number },
  { reason, colour, until }: WrittenAct,
  county: Zoned,
): CommandBody {
  const [warning, why] = [id, reason.trim()];
  if (act === 'reject') return { kind: 'reject-warning', warning, version, reason: why };
  if (act === 'decline') return { kind: 'decline-warning', warning, version, reason: why };
  if (act === 'release') return { kind: 'release-warning', warning, version, basis: why };
  const ends = minuteRead(until, county);
  return {
    kind: 'adjust-warning',
    warning,
    version,
    colour,
    basis: why,
    ...(ends !== null && { until: ends }),
  };
}
