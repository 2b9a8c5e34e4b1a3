import { z } from 'zod';
import { localized } from '../kernel/localized.ts';
import { verdicts } from '../sensing/verdict.ts';

/** Models that watch cameras, below `/api/:jurisdiction`: how they stand, what they saw, what people say of it. */
const count = z.number().int();
const share = z.number().min(0).max(1);
const person = z.strictObject({ id: z.string(), name: z.string() });
const verdict = z.enum(verdicts);

export const modelWord = z.strictObject({
  word: z.enum(['mute', 'unmute']),
  reason: z.string(),
  by: person,
  at: count,
});
export const modelLine = z.strictObject({
  id: z.string(),
  name: localized,
  owner: z.string().nullable(),
  items: z.array(z.string()),
  /** What it is less sure of is refused. */
  floor: share,
  precisionFloor: share,
  over: count,
  least: count,
  cameras: count,
  /** Matters it reported today and within thirty days. */
  today: count,
  month: count,
  /** Of its window of verdicts. */
  right: count,
  wrong: count,
  unsure: count,
  precision: share.nullable(),
  interval: z.tuple([share, share]).nullable(),
  muted: z.enum(['rule', 'person']).nullable(),
  word: modelWord.nullable(),
});
export type ModelLine = z.infer<typeof modelLine>;
/** GET /models */
export const modelList = z.strictObject({ models: z.array(modelLine) });
export type ModelList = z.infer<typeof modelList>;

/** Something that a model saw: a matter, or what was held while it was muted. */
const sighting = z.strictObject({
  /** The number of the matter; `held:…` where there is none. */
  subject: z.string(),
  title: z.string(),
  item: z.string(),
  camera: z.string().nullable(),
  at: count,
  /** How often the same was seen. */
  times: count,
  confidence: share.nullable(),
  picture: z.string().nullable(),
  text: z.string(),
  verdict: verdict.nullable(),
});
export type Sighting = z.infer<typeof sighting>;
/** GET /models/:model */
export const modelDetail = z.strictObject({
  model: modelLine,
  /** Decided verdicts by local day, thirty days. */
  days: z.array(z.strictObject({ day: z.string(), right: count, wrong: count })),
  reasons: z.array(z.strictObject({ reason: z.string(), count })),
  matters: z.array(sighting),
  held: z.array(sighting),
});
export type ModelDetail = z.infer<typeof modelDetail>;

/** POST /models/:model/word */
export const modelWordAsked = z.strictObject({
  word: z.enum(['mute', 'unmute']),
  reason: z.string().trim().min(2).max(200),
});

/** GET and POST /sightings/:subject/verdict: of a matter by its number, or `held:…`. */
export const verdictAsked = z.strictObject({ verdict, reason: z.string().trim().max(200).default('') });
export type VerdictAsked = z.input<typeof verdictAsked>;
export const verdictState = z.strictObject({
  model: modelLine,
  said: z.strictObject({ verdict, reason: z.string(), by: person, at: count }).nullable(),
});
export type VerdictState = z.infer<typeof verdictState>;
