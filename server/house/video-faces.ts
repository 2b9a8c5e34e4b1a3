import { Readable } from 'node:stream';
import type { Config } from '../config.ts';
import { liveFile } from '../simulator/video/live.ts';
import { openSnapshots } from '../ingest/snapshots.ts';
import type { EvidenceRoom } from '../ports.ts';
import type { HouseGround } from './ground.ts';
import type { Lanes } from './lanes.ts';

/** What the pages ask of who moves and what is seen: positions, where live pictures come from, and which cameras deliver none. */
export function seenOf(
  config: Config,
  { cameraStates, positions }: Pick<Lanes['lane'], 'cameraStates' | 'positions'>,
) {
  return {
    positions: (jurisdiction: string) => positions.of(jurisdiction),
    video: { hls: config.VIDEO_HLS_URL, whep: config.VIDEO_WHEP_URL, ...(config.DEMO && { demo: liveFile }) },
    isOnline: (jurisdiction: string, camera: string) => cameraStates.isOnline(jurisdiction, camera),
  };
}

/** Pictures of what Frigate saw, fetched from it and kept. */
export function fetchSnapshots(
  { config, log }: HouseGround,
  { doors }: Lanes,
  { keep }: Pick<EvidenceRoom, 'keep'>,
): void {
  if (config.FRIGATE_URL === undefined) return;
  const snapshots = openSnapshots({
    url: config.FRIGATE_URL,
    log,
    keep: (jurisdiction, { bytes, by }) =>
      keep(jurisdiction, { body: Readable.from([bytes]), type: 'image/jpeg', bytes: bytes.length, by }),
  });
  doors.sightings.fetchBy(snapshots);
}
