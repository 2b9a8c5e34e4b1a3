import type { IncidentLife } from '#shared/dossier/ring-life.ts';
import { actorName } from '../locales/actor-name.ts';
import { formatStamp } from '../format/instant.ts';
import { formatCount, formatValue, nothing } from '../format/number.ts';
import { ringNames } from '#shared/incident/rings.ts';
import type { Say } from './say.ts';

/** A ring of an incident in words. */
export interface RingRow {
  /** One character: 云, 格, … */
  name: string;
  meaning: string;
  state: 'closed' | 'open' | 'current' | 'broken' | 'none';
  /** Why it is broken or does not apply; else empty. */
  why: string;
  when: string;
  by: string;
  /** The ledger entry that closed it. */
  entry: string;
  /** What was shown or written on the way to its closing. */
  evidence: string[];
  closedAt: number | null;
  ms: number;
  seconds: string;
}

/** The nine rings in words, with who, when, on what evidence and how long. The ninth is closed by an anchor. */
export function ringRows(
  { rings }: IncidentLife,
  anchor: { seq: number; hash: string } | null,
  say: Say,
): RingRow[] {
  return rings.map((ring, index): RingRow => {
    const name = ringNames[index] ?? 'cloud';
    const closer = ring.seq !== null && ring.hash !== null ? { seq: ring.seq, hash: ring.hash } : null;
    const cover = name === 'cloud-again' && ring.closedAt !== null ? anchor : null;
    const entryWords = ({ seq, hash }: { seq: number; hash: string }) => ({
      seq: formatCount(seq),
      hash: shortHash(hash),
    });
    return {
      name: say(`ui.ringNames.${name}`),
      meaning: say(`dossier.ring.${name}`),
      state: ring.current && ring.state === 'open' ? 'current' : ring.state,
      why: ring.reason === null ? '' : say(`desk.broken.${ring.reason}`),
      when: ring.closedAt === null ? nothing : formatStamp(ring.closedAt),
      by: ring.closedAt === null && ring.seq === null ? nothing : nameOf(ring.by, say),
      entry: closer
        ? say('dossier.entry', entryWords(closer))
        : cover
          ? say('dossier.anchorEntry', entryWords(cover))
          : '',
      evidence: [
        ...ring.evidence.map(({ text, kind }) => text || say(`desk.evidenceKind.${kind}`)),
        ...(ring.note ? [ring.note] : []),
      ],
      closedAt: ring.closedAt,
      ms: ring.partMs,
      seconds: exactSeconds(ring.partMs),
    };
  });
}

const nameOf = (by: string | null, say: Say): string =>
  by === null ? say('desk.line.by-system') : actorName({ name: by }, say);

/** Seconds with all their milliseconds, so that a column of them can be added up on paper. */
export function exactSeconds(ms: number): string {
  return formatValue(ms / 1_000, 3);
}

/** The first and the last digits of a hash, enough to find it again. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 8)}…${hash.slice(-4)}`;
}
