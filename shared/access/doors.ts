/** What a source token may open; `metrics` reads `/metrics` from another machine. */
export const doorNames = [
  'readings',
  'positions',
  'camera-states',
  'detections',
  'reports',
  'series',
  'records',
  'warnings',
  'metrics',
] as const;
export type DoorName = (typeof doorNames)[number];
