import type { HotLane } from '../ports.ts';

/** Where nothing is measured, or what is drawn from the record alone. */
export const nothingMeasured: HotLane = {
  latest: () => ({
    at: new Float64Array(0),
    value: new Float64Array(0),
    quality: new Uint8Array(0),
    receivedAt: new Float64Array(0),
  }),
  takeChanged: () => new Uint32Array(0),
  isOnline: () => false,
  raised: () => [],
  cameras: () => ({ total: 0, online: 0 }),
  staff: () => ({ total: 0, online: 0 }),
};
