import type { DoorName } from './doors.ts';

/** Topics of the MQTT door: `jh/<jurisdiction>/<word>` in, `jh/<jurisdiction>/errors/<client id>` out. */
export const topicWords = {
  readings: { door: 'readings', right: 'readings' },
  positions: { door: 'positions', right: 'positions' },
  cameras: { door: 'cameraStates', right: 'camera-states' },
  detections: { door: 'detections', right: 'detections' },
} as const satisfies Record<string, { door: DoorName; right: string }>;

/** The jurisdiction and door a topic names, and the right a source needs for it; null when it is no topic of ours. */
export function readTopic(topic: string): { jurisdiction: string; door: DoorName; right: string } | null {
  const [root, jurisdiction, word, ...rest] = topic.split('/');
  if (root !== 'jh' || !jurisdiction || !word || rest.length > 0 || !Object.hasOwn(topicWords, word))
    return null;
  return { jurisdiction, ...topicWords[word as keyof typeof topicWords] };
}

/** Where a client hears what of its messages was refused. */
export function errorTopic(jurisdiction: string, clientId: string): string {
  return `jh/${jurisdiction}/errors/${clientId}`;
}
