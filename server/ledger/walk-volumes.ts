import type { LedgerSnapshot } from '../storage/record/ledger-copy.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import type { VolumeRow } from '../storage/record/volume-store.ts';
import { hashOf } from './chain.ts';
import type { Volumes } from './volumes.ts';

/** How far a walk has come. */
export interface Walked {
  entries: number;
  /** Hash of the last entry that fits. */
  last: string;
  bad: Bad | null;
}
type Bad = { seq: number; why: string };

/**
 * Goes on through the volumes of a ledger, up to the first entry that does not fit: its content, its place, its anchor, or the row of
 * it that stayed in the database; and the bytes of each file, since its index tells which entries a matter has.
 */
export async function walkVolumes(
  walked: Walked,
  snapshot: Pick<LedgerSnapshot, 'volumes' | 'stayed' | 'anchored'>,
  volumes: Pick<Volumes, 'entries' | 'isWhole'>,
): Promise<Bad | null> {
  const stayed = new Map(snapshot.stayed.map((row) => [row.seq, row]));
  const anchored = new Map(snapshot.anchored.map(({ seq, hash }) => [seq, hash]));
  const ofJurisdiction = { stayed, anchored };
  for (const volume of snapshot.volumes) {
    if (volume.last <= walked.entries) continue;
    const bad = await walkOne(walked, volume, volumes, ofJurisdiction).catch((error: unknown) => ({
      seq: walked.entries + 1,
      why: `the volume of ${volume.year} cannot be read: ${(error as Error).message}`,
    }));
    if (bad) return bad;
  }
  return null;
}

async function walkOne(
  walked: Walked,
  volume: VolumeRow,
  volumes: Pick<Volumes, 'entries' | 'isWhole'>,
  { stayed, anchored }: { stayed: ReadonlyMap<number, LedgerRow>; anchored: ReadonlyMap<number, string> },
): Promise<Bad | null> {
  const { jurisdiction, year } = volume;
  for await (const rows of volumes.entries(volume))
    for (const row of rows) {
      const seq = walked.entries + 1;
      if (row.seq < seq) continue;
      if (row.seq > seq) return { seq, why: `missing: the next one in the volume of ${year} is ${row.seq}` };
      if (hashOf(walked.last, { jurisdiction, ...row }) !== row.hash)
        return { seq, why: 'its content, its hash or its place is not what was committed' };
      const own = stayed.get(seq);
      if (own && !isSame(own, row)) return { seq, why: `not what its volume of ${year} holds` };
      if ((anchored.get(seq) ?? row.hash) !== row.hash) return { seq, why: 'not what was anchored' };
      walked.entries = seq;
      walked.last = row.hash;
    }
  const next = walked.entries + 1;
  if (walked.entries !== volume.last || walked.last !== volume.hash)
    return { seq: next, why: `the volume of ${year} is not the one that was bound` };
  if (!(await volumes.isWhole(volume)))
    return { seq: volume.first, why: `the bytes of the volume of ${year} are not those of its name` };
  return null;
}

function isSame(a: LedgerRow, b: LedgerRow): boolean {
  return (
    a.at === b.at &&
    a.subject === b.subject &&
    a.version === b.version &&
    a.body === b.body &&
    a.hash === b.hash
  );
}
