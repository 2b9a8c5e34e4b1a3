import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import type { Sighting } from '#shared/sensing/sighting.ts';

/**
 * A Notify of WS-BaseNotification as ONVIF devices send it: a topic, the instant, what it is about (`Source`) and what was seen
 * (`Data`), both as names with values.
 */
const lists = new Set(['NotificationMessage', 'SimpleItem']);
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (tag) => lists.has(tag),
});
const simple = z.looseObject({ Name: z.string().max(128), Value: z.string().max(512) });
const part = z.looseObject({ SimpleItem: z.array(simple).max(64).optional() });
/** An empty element is read as an empty text. */
const items = z.union([part, z.literal('')]).optional();
const notification = z.looseObject({
  Topic: z.union([z.string().min(1).max(512), z.looseObject({ '#text': z.string().min(1).max(512) })]),
  Message: z.looseObject({
    Message: z.looseObject({
      UtcTime: z.iso.datetime({ offset: true }),
      PropertyOperation: z.string().max(32).optional(),
      Source: items,
      Data: items,
    }),
  }),
});
const envelope = z.looseObject({
  Envelope: z.looseObject({
    Body: z.looseObject({
      Notify: z.looseObject({ NotificationMessage: z.array(notification).min(1).max(200) }),
    }),
  }),
});
type Notification = z.infer<typeof notification>;

const cameraNames = ['VideoSourceConfigurationToken', 'VideoSourceToken', 'VideoSource', 'Source'];
const classNames = ['ClassTypes', 'ClassType', 'Class', 'ObjectType', 'Type'];
const sureNames = ['Likelihood', 'Confidence'];
const [yes, no] = [new Set(['true', '1']), new Set(['true', 'false', '1', '0'])];
/** Properties that say whether the condition holds are yes or no; a number that counts is 0 or 1 at times as well. */
const isStateName = (name: string): boolean =>
  /^(?:Is|State|Active|Alarm|Value|Motion|LogicalState)/u.test(name);

/** Sightings of a Notify; null: it is none. `camera`: of which one a subscription is for, where its messages do not say. */
export function readNotify(xml: string, camera: string | null): Sighting[] | null {
  // A type of document would bring entities, which are not part of the protocol.
  if (/<!DOCTYPE/iu.test(xml) || XMLValidator.validate(xml) !== true) return null;
  const read = envelope.safeParse(parser.parse(xml));
  if (!read.success) return null;
  return read.data.Envelope.Body.Notify.NotificationMessage.flatMap((one) => sightingOf(one, camera) ?? []);
}

function sightingOf({ Topic, Message: { Message } }: Notification, camera: string | null): Sighting | null {
  // How things stood when the subscription began, and the end of what was watched, are nothing that was seen.
  if (Message.PropertyOperation === 'Initialized' || Message.PropertyOperation === 'Deleted') return null;
  const [source, data] = [valuesOf(Message.Source), valuesOf(Message.Data)];
  const states = [...data].filter(([name, value]) => isStateName(name) && no.has(value.toLowerCase()));
  if (states.length > 0 && !states.some(([, value]) => yes.has(value.toLowerCase()))) return null;
  const topic = (typeof Topic === 'string' ? Topic : Topic['#text'])
    .trim()
    .split('/')
    .map((step) => step.replace(/^[^:]*:/u, ''))
    .join('/');
  const rule = source.get('Rule');
  const kinds = classNames.flatMap((name) => data.get(name)?.split(/[\s,]+/u) ?? []).filter(Boolean);
  const sure = Number(sureNames.map((name) => data.get(name)).find(Boolean) ?? NaN);
  const named = camera ?? cameraNames.map((name) => source.get(name)).find(Boolean);
  if (named === undefined) return null;
  return {
    camera: named,
    at: Date.parse(Message.UtcTime),
    classes: [...kinds, ...(rule === undefined ? [] : [`${topic}:${rule}`]), topic],
    confidence: sure >= 0 && sure <= 100 ? (sure > 1 ? sure / 100 : sure) : null,
    text: `ONVIF ${topic}${rule === undefined ? '' : `（规则 ${rule}）`}`,
    snapshot: null,
  };
}

function valuesOf(given: z.infer<typeof items>): ReadonlyMap<string, string> {
  const all = given ? (given.SimpleItem ?? []) : [];
  return new Map(all.map(({ Name, Value }) => [Name, Value]));
}
