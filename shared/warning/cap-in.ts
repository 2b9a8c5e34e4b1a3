import { z } from 'zod';
import type { Colour } from './colour.ts';
import { colours } from './colour.ts';

/** A CAP 1.2 message as it comes in, after its elements were read as lists where they may be repeated. */
const text = (most: number) => z.string().trim().min(1).max(most);
const name = text(200).regex(/^[^\s,<&]+$/u, 'no space, comma, < or &');
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/u, 'a time with an offset')
  .transform((value) => Date.parse(value))
  .refine((at) => Number.isFinite(at), 'a time with an offset');
const severities = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;
const pairs = z
  .array(z.looseObject({ valueName: z.string().max(100), value: z.string().max(500) }))
  .default([]);

const info = z.looseObject({
  language: z.string().max(20).default('en-US'),
  event: text(300),
  severity: z.enum(severities),
  certainty: z.enum(['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown']),
  expires: time.optional(),
  senderName: text(200).optional(),
  headline: text(500).optional(),
  description: text(8_000).optional(),
  instruction: text(8_000).optional(),
  parameter: pairs,
  area: z
    .array(
      z.looseObject({
        areaDesc: text(1_000),
        polygon: z.array(z.string().max(200_000)).default([]),
        circle: z.array(z.string().max(100)).default([]),
        geocode: pairs,
      }),
    )
    .max(200)
    .default([]),
});
export type CapInfo = z.infer<typeof info>;

export const capIn = z.looseObject({
  identifier: name,
  sender: name,
  sent: time,
  status: z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
  msgType: z.enum(['Alert', 'Update', 'Cancel', 'Ack', 'Error']),
  scope: z.enum(['Public', 'Restricted', 'Private']),
  references: z.string().max(10_000).optional(),
  info: z.array(info).max(40).default([]),
});
export type CapIn = z.infer<typeof capIn>;

/** Elements that may stand several times. */
export const capLists: ReadonlySet<string> = new Set([
  ...['info', 'category', 'responseType', 'eventCode', 'parameter', 'resource', 'area', 'polygon', 'circle'],
  ...['geocode', 'code'],
]);

/** What it warns of stands for the same thing in later messages. */
export const capCause = (sender: string, identifier: string): string =>
  `cap:${sender},${identifier}`.slice(0, 160);

/** Causes of the messages that it refers to. */
export function capReferences({ references = '' }: Pick<CapIn, 'references'>): string[] {
  return references
    .split(/\s+/u)
    .filter(Boolean)
    .map((one) => one.split(','))
    .flatMap(([sender, identifier]) => (sender && identifier ? [capCause(sender, identifier)] : []));
}

const bySeverity: Readonly<Record<(typeof severities)[number], Colour>> = {
  Extreme: 'red',
  Severe: 'orange',
  Moderate: 'yellow',
  Minor: 'blue',
  Unknown: 'blue',
};
/** The colour that the sender named, else the one of its severity. */
export function capColour({ severity, parameter }: Pick<CapInfo, 'severity' | 'parameter'>): Colour {
  const named = parameter.find(({ valueName }) => /^colou?r$/iu.test(valueName))?.value.toLowerCase();
  return colours.find((one) => one === named) ?? bySeverity[severity];
}

/** The Chinese block, else the first. */
export const capBlock = ({ info: blocks }: Pick<CapIn, 'info'>): CapInfo | undefined =>
  blocks.find(({ language }) => /^zh/iu.test(language)) ?? blocks[0];

/** `lat,lng lat,lng …` as a ring of [lng, lat]; null when it is none. */
export function capRing(polygon: string): [lng: number, lat: number][] | null {
  const places = polygon
    .trim()
    .split(/\s+/u)
    .map((one) => one.split(',').map(Number));
  const isRing = places.length >= 4 && places.every((one) => one.length === 2 && one.every(Number.isFinite));
  return isRing ? places.map(([lat = 0, lng = 0]) => [lng, lat]) : null;
}

/** `lat,lng km`; null when it is none. */
export function capCircle(circle: string): { lng: number; lat: number; km: number } | null {
  const [lat, lng, km] = circle
    .trim()
    .split(/[\s,]+/u)
    .map(Number);
  return lat !== undefined && lng !== undefined && km !== undefined && [lat, lng, km].every(Number.isFinite)
    ? { lng, lat, km }
    : null;
}

/** Whether a place lies in a ring. */
export function inRing(ring: readonly (readonly number[])[], lng: number, lat: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi = 0, yi = 0] = ring[i] ?? [];
    const [xj = 0, yj = 0] = ring[j] ?? [];
    if (yi > lat !== yj > lat && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
