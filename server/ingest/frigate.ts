import { z } from 'zod';
import type { Sighting } from '#shared/sensing/sighting.ts';

/**
 * What Frigate (0.14 and later) publishes on `frigate/events` and `frigate/reviews`. Only what is used is named; it adds fields with
 * every version.
 */
const name = z.string().min(1).max(128);
const seconds = z.number().positive();
const event = z.looseObject({
  type: z.enum(['new', 'update', 'end']),
  after: z.looseObject({
    id: name,
    camera: name,
    label: name,
    /** A name, or a name with its score. */
    sub_label: z.union([z.string(), z.tuple([z.string(), z.number()])]).nullish(),
    start_time: seconds,
    score: z.number().min(0).max(1).nullish(),
    top_score: z.number().min(0).max(1).nullish(),
    false_positive: z.boolean().nullish(),
    has_snapshot: z.boolean().nullish(),
    entered_zones: z.array(z.string()).nullish(),
  }),
});
const review = z.looseObject({
  type: z.enum(['new', 'update', 'end', 'genai']),
  after: z.looseObject({
    id: name,
    camera: name,
    start_time: seconds,
    severity: z.enum(['alert', 'detection']),
    data: z.looseObject({
      detections: z.array(name).nullish(),
      objects: z.array(name).nullish(),
      zones: z.array(z.string()).nullish(),
    }),
  }),
});
type Read = { seen: readonly Sighting[] } | { wrong: z.ZodError };

const ms = (at: number): number => Math.round(at * 1_000);
const inZones = (zones: readonly string[] | null | undefined): string =>
  zones && zones.length > 0 ? `，区域 ${zones.join('、')}` : '';

/**
 * One tracked object. It is told again and again while it is followed, always under the instant at which it was first seen, so that it
 * is one sighting; what Frigate holds for a mistake is none.
 */
export function readFrigateEvent(input: unknown): Read {
  const read = event.safeParse(input);
  if (!read.success) return { wrong: read.error };
  const { after } = read.data;
  if (after.false_positive === true) return { seen: [] };
  const [sub] = Array.isArray(after.sub_label) ? after.sub_label : [after.sub_label];
  const classes = [...(sub ? [`${after.label}:${sub}`, sub] : []), after.label];
  return {
    seen: [
      {
        camera: after.camera,
        at: ms(after.start_time),
        classes,
        confidence: after.top_score ?? after.score ?? null,
        text: `Frigate 识别 ${sub ? `${after.label}（${sub}）` : after.label}${inZones(after.entered_zones)}`,
        snapshot: after.has_snapshot === true ? after.id : null,
      },
    ],
  };
}

/** What Frigate itself puts before people: alerts alone, each of their objects a sighting. It gives no measure of how sure it is. */
export function readFrigateReview(input: unknown): Read {
  const read = review.safeParse(input);
  if (!read.success) return { wrong: read.error };
  const { after } = read.data;
  if (after.severity !== 'alert') return { seen: [] };
  // `person-verified` is a person whose name it knows.
  const objects = new Set((after.data.objects ?? []).map((one) => one.replace(/-verified$/u, '')));
  return {
    seen: [...objects].map((label) => ({
      camera: after.camera,
      at: ms(after.start_time),
      classes: [label],
      confidence: null,
      text: `Frigate 告警 ${label}${inZones(after.data.zones)}`,
      snapshot: after.data.detections?.[0] ?? null,
    })),
  };
}
