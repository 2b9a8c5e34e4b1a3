import { z } from 'zod';
import { limit } from '../clock/calendar.ts';
import { point } from '../geo/point.ts';
import { grades } from '../procedure/schema.ts';
import { mostInList } from '../procedure/field.ts';
import { givenEvidence, sources } from './incident.ts';

const text = (max: number) => z.string().trim().max(max);

/** What the form of a transition may carry, by field kind. */
export const formValue = z.union([
  z.string().max(2000),
  z.array(z.string().max(64)).max(mostInList),
  z.number(),
  z.boolean(),
  limit,
  z.array(givenEvidence).max(20),
]);
export type Form = Record<string, z.infer<typeof formValue>>;

/** Tells of something new. Doors (HTTP, MQTT, rules) all make this one command. */
export const report = z.strictObject({
  kind: z.literal('report'),
  source: z.enum(sources),
  item: z.string().max(64),
  title: text(120).min(1),
  detail: text(2000).default(''),
  /** Missing where the item's procedure has no place. */
  place: point.optional(),
  /** The cell of the grid that a matter of a whole area is about, in place of a point. */
  grid: z.string().max(64).optional(),
  address: text(200).default(''),
  urgent: z.boolean().default(false),
  origin: z.string().max(160).optional(),
  evidence: z.array(givenEvidence).max(20).default([]),
  /** What the item's procedure asks for besides. */
  form: z.record(z.string(), formValue).optional(),
  grade: z.enum(grades).optional(),
});
/** The condition of an open incident occurred again. */
export const repeat = z.strictObject({
  kind: z.literal('repeat'),
  incident: z.string(),
  evidence: z.array(givenEvidence).max(20),
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
  evidence: z.array(givenEvidence).max(20).default([]),
});
/** The clock's own command. */
export const lapse = z.strictObject({
  kind: z.literal('lapse'),
  incident: z.string(),
  clock: z.string(),
});
export const remind = z.strictObject({ ...lapse.shape, kind: z.literal('remind') });
export const escalate = z.strictObject({ ...lapse.shape, kind: z.literal('escalate') });
/** Speaks to those concerned with an incident; `to` names units, none means all. */
export const say = z.strictObject({
  kind: z.literal('say'),
  incident: z.string(),
  text: text(2000).min(1),
  to: z.array(z.string().max(64)).max(mostInList).default([]),
  /** An order asks for a reply; officers and leaders alone give orders. */
  order: z.boolean().default(false),
  replyTo: z.string().max(64).optional(),
  evidence: z.array(givenEvidence).max(20).default([]),
});
/** The actor has read messages. */
export const see = z.strictObject({
  kind: z.literal('see'),
  incident: z.string(),
  messages: z.array(z.string().max(64)).min(1).max(100),
});

export const incidentCommand = z.discriminatedUnion('kind', [
  report,
  repeat,
  take,
  remark,
  lapse,
  remind,
  escalate,
  say,
  see,
]);
export type IncidentCommand = z.infer<typeof incidentCommand>;
/** The commands that come in by a door, from people and systems; the others the house gives itself. */
export const givenCommand = z.discriminatedUnion('kind', [report, take, remark, say, see]);
export type GivenCommand = z.infer<typeof givenCommand>;
export type Report = z.infer<typeof report>;
export type Take = z.infer<typeof take>;
