import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Measured } from './instruments.ts';
import { playedAt, type Running } from './running.ts';

/** What was measured up to an instant of the record. */
export type MeasuredAt = (pack: LoadedPack, at: number) => Promise<Omit<Measured, 'at'>>;

/** Instruments of a past span are read anew so often. */
const measureMs = 10_000;

/** Keeps the instruments of a past span at its pace; a slow answer is asked for once. */
export function measurer(ports: { clock: () => number; measuredAt: MeasuredAt; log: Log }) {
  const { clock, measuredAt, log } = ports;
  const asked = new Set<Running>();
  return (one: Running): void => {
    const at = Math.min(playedAt(one, clock()), clock());
    if (asked.has(one) || at - one.measured.at < measureMs * one.head.pace) return;
    asked.add(one);
    measuredAt(one.pack, at)
      .then(
        (measured) => void (one.measured = { ...measured, at }),
        (error: unknown) =>
          log.warn({ err: error, drill: one.head.id }, 'reading the instruments of a drill failed'),
      )
      .finally(() => asked.delete(one));
  };
}
