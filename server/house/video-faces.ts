import type { Config } from '../config.ts';
import { liveFile } from '../simulator/video/live.ts';
import type { Lanes } from './lanes.ts';

/** What the pages ask of live pictures: where they come from, and which cameras deliver none. */
export function videoOf(config: Config, { cameraStates }: Pick<Lanes['lane'], 'cameraStates'>) {
  return {
    video: { hls: config.VIDEO_HLS_URL, whep: config.VIDEO_WHEP_URL, ...(config.DEMO && { demo: liveFile }) },
    isOnline: (jurisdiction: string, camera: string) => cameraStates.isOnline(jurisdiction, camera),
  };
}
