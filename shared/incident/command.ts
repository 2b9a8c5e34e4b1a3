import { z } from 'zod';
import { limit } from '../clock/calendar.ts';
import { point } from '../geo/point.ts';
import { clockNames } from '../procedure/schema.ts';
import { evidence, sources } from './incident.ts';

const text = (max: number) => z.string().trim().max(max);

/** What the form of a transition may carry, by field kind. */
export const formValue = z.union([
  z.string().max(2000),
  z.array(z.string().max(64)).max(32),
  z.number(),
  limit,
  z.array(evidence).max(20),
]);
export type Form = Record<string, z.infer<typeof formValue>>;

/** Tells of something new. Doors (HTTP, MQTT, rules) all make this one command. */
export const report = z.strictObject({
  kind: z.literal('report'),
  source: z.enum(sources),
  item: z.string().max(64),
  title: text(120).min(1),
  detail: text(2000).default(''),
  place: point,
  address: text(200).default(''),
  urgent: z.boolean().default(false),
  origin: z.string().max(160).optional(),
  evidence: z.array(evidence).max(20).default([]),
});
/** The condition of an open incident occurred again. */
export const repeat = z.strictObject({
  kind: z.literal('repeat'),
  incident: z.string(),
  evidence: z.array(evidence).max(20),
});
/** Takes a transition. `version` is the one the actor saw; another one is a conflict. */
export const take = z.strictObject({
  kind: z.literal('take'),
  incident: z.string(),
  version: z.number().int().min(1),
  transition: z.string(),
  form: z.record(z.string(), formValue).default({}),
});
export const remark = z.strictObject({
  kind: z.literal('note'),
  incident: z.string(),
  text: text(2000).min(1),
  evidence: z.array(evidence).max(20).default([]),
});
/** The clock's own command. */
export const lapse = z.strictObject({
  kind: z.literal('lapse'),
  incident: z.string(),
  clock: z.enum(clockNames),
});

export const incidentCommand = z.discriminatedUnion('kind', [report, repeat, take, remark, lapse]);
export type IncidentCommand = z.infer<typeof incidentCommand>;
/** The commands an outside person may send; the others are the house's own. */
export const publicCommand = z.discriminatedUnion('kind', [report, take, remark]);
export type PublicCommand = z.infer<typeof publicCommand>;
export type Report = z.infer<typeof report>;
export type Take = z.infer<typeof take>;
