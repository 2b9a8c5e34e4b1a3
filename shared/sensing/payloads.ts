/**
 * What devices send, over MQTT (`jh/<jurisdiction>/<list>`) and over HTTP (`POST /api/<jurisdiction>/<right>`) alike: the right that a token
 * needs, the word of the topic and of a list of items in a message, and what integrators read of it. The shape of an item stands in
 * `reading.ts`, where it goes in `server/ingest/items.ts`.
 */
export const payloads = {
  readings: { right: 'readings', list: 'readings', summary: 'Readings of sensors' },
  positions: { right: 'positions', list: 'positions', summary: 'Positions of staff' },
  cameraStates: { right: 'camera-states', list: 'cameras', summary: 'Cameras that went on or off line' },
  detections: { right: 'detections', list: 'detections', summary: 'What algorithm models saw' },
  lamps: { right: 'lamps', list: 'lamps', summary: 'How groups of street lamps burn' },
} as const;
export type PayloadName = keyof typeof payloads;
export type Payload = (typeof payloads)[PayloadName];

export const payloadNames = Object.keys(payloads) as PayloadName[];
/** The payload of a topic's last word. */
export const payloadOfList: ReadonlyMap<string, PayloadName> = new Map(
  payloadNames.map((name) => [payloads[name].list, name]),
);
