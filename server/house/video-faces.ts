import type { Config } from '../config.ts';
import { liveFile } from '../simulator/video/live.ts';
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
