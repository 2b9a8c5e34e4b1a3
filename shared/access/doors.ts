import { payloadNames, payloads, type Payload } from '../sensing/payloads.ts';

/** Doors that are no payload of devices; `metrics` reads `/metrics` from another machine. */
const otherDoors = ['reports', 'series', 'clues', 'records', 'data', 'signs', 'warnings', 'metrics'] as const;
export type DoorName = Payload['right'] | (typeof otherDoors)[number];

/** What a source token may open. */
export const doorNames: readonly DoorName[] = [
  ...payloadNames.map((name) => payloads[name].right),
  ...otherDoors,
];
