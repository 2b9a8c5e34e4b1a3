import { payloadOfList, payloads, type PayloadName } from '#shared/sensing/payloads.ts';

/**
 * Topics of the MQTT door: `jh/<jurisdiction>/<word>` in, `jh/<jurisdiction>/errors/<client id>` out. The jurisdiction and payload that a
 * topic names, and the right a source needs for it; null when it is no topic of ours.
 */
export function readTopic(topic: string): { jurisdiction: string; door: PayloadName; right: string } | null {
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
