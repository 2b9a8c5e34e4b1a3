import type { FrigateForm } from '#shared/sensing/sighting.ts';
import { payloadOfList, payloads, type PayloadName } from '#shared/sensing/payloads.ts';

export interface Topic {
  jurisdiction: string;
  door: PayloadName;
  right: string;
  /** Of messages in the form of Frigate. */
  frigate?: FrigateForm;
}
const detections = { door: 'detections', right: payloads.detections.right } as const;
/** Frigate publishes below its prefix, `frigate` unless it is told otherwise: of a source that is known by its token that is enough. */
export const frigateRoot = 'frigate/';
/** What it publishes besides is its own affair. */
export const isOfFrigate = (topic: string): boolean => /^(?:jh\/[^/]+\/)?frigate\//u.test(topic);

/**
 * Topics of the MQTT door: `jh/<jurisdiction>/<word>` in, `jh/<jurisdiction>/errors/<client id>` out. The jurisdiction and payload that a
 * topic names, and the right a source needs for it; null when it is no topic of ours.
 */
export function readTopic(topic: string): Topic | null {
  const frigate = /^jh\/(?<jurisdiction>[^/]+)\/frigate\/(?<form>events|reviews)$/u.exec(topic)?.groups;
  if (frigate?.['jurisdiction'] !== undefined)
    return {
      ...detections,
      jurisdiction: frigate['jurisdiction'],
      frigate: frigate['form'] === 'events' ? 'events' : 'reviews',
    };
  const [root, jurisdiction, word = '', ...rest] = topic.split('/');
  const door = payloadOfList.get(word);
  if (root !== 'jh' || !jurisdiction || !door || rest.length > 0) return null;
  return { jurisdiction, door, right: payloads[door].right };
}

/** Where the controllers of a source hear what their lamps are to do; for tokens of the lamp door alone. */
export function orderTopic(jurisdiction: string, source: string): string {
  return `jh/${jurisdiction}/orders/${source}`;
}

/** Where a client hears what of its messages was refused. */
export function errorTopic(jurisdiction: string, clientId: string): string {
  return `jh/${jurisdiction}/errors/${clientId}`;
}
