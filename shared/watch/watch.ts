import { z } from 'zod';
import { actor } from '../access/person.ts';
import { responseLevels } from '../pack/plan.ts';

/**
 * The watch 值守 of a jurisdiction: who is on duty, how one shift hands over to the next, and whether the centre works as in
 * peace or in an emergency (平战结合). There is one a jurisdiction; it lives in the ledger like incidents and warnings.
 */
const text = (max: number) => z.string().trim().max(max);
const id = z.string().min(1).max(64);
const day = z.iso.date();
const level = z.enum(responseLevels);

/** Who keeps a shift, in place of the crew whose turn it is. */
export const rosterLine = z.strictObject({ day, shift: id, people: z.array(id).max(20) });
export type RosterLine = z.infer<typeof rosterLine>;
/** Who mans a post of a plan, in place of those the plan names. */
export const postLine = z.strictObject({ plan: id, post: id, people: z.array(id).min(1).max(20) });
export type PostLine = z.infer<typeof postLine>;

/** What was open at the instant of a hand-over. `ids` are the most pressing ones; `count` counts all. */
export const matters = z.strictObject({
  open: z.number().int(),
  urgent: z.number().int(),
  overdue: z.number().int(),
  supervised: z.number().int(),
  queues: z.array(z.strictObject({ queue: z.string(), count: z.number().int(), ids: z.array(z.string()) })),
  warnings: z.array(z.string()),
});
export type Matters = z.infer<typeof matters>;

export const emergency = z.strictObject({
  plan: id,
  level,
  reason: z.string(),
  by: actor,
  /** Of the switch from peace; another plan or level does not change it. */
  since: z.number().int(),
  /** Steps of the plan that are done. */
  done: z.array(z.strictObject({ step: id, by: actor, at: z.number().int() })),
});
export type Emergency = z.infer<typeof emergency>;

/** The last order to a group of street lamps, and what its controller answered. */
export const lampsSwitched = z.strictObject({
  /** The version of the watch that the order made. */
  order: z.number().int(),
  level: z.number(),
  reason: z.string(),
  by: actor,
  at: z.number().int(),
  answer: z
    .strictObject({
      at: z.number().int(),
      level: z.number(),
      lit: z.number().int(),
      dark: z.number().int(),
    })
    .nullable(),
});
export type LampsSwitched = z.infer<typeof lampsSwitched>;

export const watch = z.strictObject({
  id: z.string(),
  jurisdiction: z.string(),
  version: z.number().int(),
  /** Version of the last act that another one can conflict with; a step done is none. */
  actedVersion: z.number().int(),
  /** Null in peace. */
  emergency: emergency.nullable(),
  /** How the last emergency ended; null before the first. */
  peace: z.strictObject({ by: actor, since: z.number().int(), reason: z.string() }).nullable(),
  roster: z.array(rosterLine),
  posts: z.array(postLine),
  /** The sheet that waits for the signature of the next shift; its number is the version that it made. */
  sheet: z
    .strictObject({ number: z.number().int(), by: actor, at: z.number().int(), day, shift: id })
    .nullable(),
  /** Who took the watch over last. */
  keeper: z.strictObject({ by: actor, since: z.number().int() }).nullable(),
  /** By group; missing before the first order. Boards do not carry it. */
  lamps: z.record(id, lampsSwitched).optional(),
});
export type Watch = z.infer<typeof watch>;

const version = z.number().int().min(0);
const switchMode = z.strictObject({
  kind: z.literal('switch-mode'),
  version,
  to: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('emergency'), plan: id, level }),
    z.strictObject({ mode: z.literal('peace') }),
  ]),
  reason: text(500).min(1),
});
const completeStep = z.strictObject({
  kind: z.literal('complete-step'),
  /** Instant at which the emergency began that is meant. */
  since: z.number().int(),
  step: id,
});
const handOver = z.strictObject({
  kind: z.literal('hand-over'),
  version,
  day,
  shift: id,
  text: text(2000).min(1),
  lookOut: text(1000).default(''),
});
const takeOver = z.strictObject({
  kind: z.literal('take-over'),
  version,
  sheet: z.number().int(),
  note: text(500).default(''),
});
const setRoster = z.strictObject({
  kind: z.literal('set-roster'),
  version,
  /** Replace the lines of the same shift or post; an empty list of people gives the shift back to the crew whose turn it is. */
  roster: z.array(rosterLine).max(100).default([]),
  posts: z.array(postLine).max(100).default([]),
});
const orderLamps = z.strictObject({
  kind: z.literal('order-lamps'),
  groups: z.array(id).min(1).max(100),
  /** Per cent; 0 switches off. */
  level: z.number().int().min(0).max(100),
  reason: text(500).min(1),
});
/** What a controller answered; the lamp door alone says it. */
interface AnswerLamps {
  kind: 'answer-lamps';
  group: string;
  order: number;
  level: number;
  lit: number;
  dark: number;
}
export const watchCommand = z.discriminatedUnion('kind', [
  switchMode,
  completeStep,
  handOver,
  takeOver,
  setRoster,
  orderLamps,
]);
export type AskedWatchCommand = z.infer<typeof watchCommand>;
export type WatchCommand = AskedWatchCommand | AnswerLamps;

const kinds: ReadonlySet<string> = new Set<WatchCommand['kind']>([
  'switch-mode',
  'complete-step',
  'hand-over',
  'take-over',
  'set-roster',
  'order-lamps',
  'answer-lamps',
]);
export function isWatchCommand<C extends { kind: string }>(
  command: C | WatchCommand,
): command is WatchCommand {
  return kinds.has(command.kind);
}

/** The body of a ledger entry about the watch. Past tense; never edited, never removed. */
export const watchFact = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('watch-switched'),
    emergency: z.strictObject({ plan: id, level }).nullable(),
    reason: z.string(),
  }),
  z.strictObject({ kind: z.literal('watch-step-done'), plan: id, step: id }),
  z.strictObject({
    kind: z.literal('watch-handed-over'),
    day,
    shift: id,
    text: z.string(),
    lookOut: z.string(),
    matters,
    /** The mode that was handed over. */
    emergency: z.strictObject({ plan: id, level }).nullable(),
  }),
  z.strictObject({ kind: z.literal('watch-taken-over'), sheet: z.number().int(), note: z.string() }),
  z.strictObject({
    kind: z.literal('watch-rostered'),
    roster: z.array(rosterLine),
    posts: z.array(postLine),
  }),
  z.strictObject({
    kind: z.literal('watch-lamps-ordered'),
    groups: z.array(id),
    level: z.number(),
    reason: z.string(),
  }),
  z.strictObject({
    kind: z.literal('watch-lamps-answered'),
    group: id,
    order: z.number().int(),
    level: z.number(),
    lit: z.number().int(),
    dark: z.number().int(),
  }),
]);
export type WatchFact = z.infer<typeof watchFact>;
export function isWatchFact<F extends { kind: string }>(fact: F | WatchFact): fact is WatchFact {
  return fact.kind.startsWith('watch-');
}

/** A hand-over sheet with both signatures, as it is read back from the ledger. */
export const sheet = z.strictObject({
  number: z.number().int(),
  by: actor,
  at: z.number().int(),
  day,
  shift: id,
  text: z.string(),
  lookOut: z.string(),
  matters,
  emergency: z.strictObject({ plan: id, level }).nullable(),
  signed: z.strictObject({ by: actor, at: z.number().int(), note: z.string() }).nullable(),
  /** Its writer wrote it anew before anyone signed. */
  replaced: z.boolean(),
});
export type Sheet = z.infer<typeof sheet>;

/** The subject of a jurisdiction's watch in the ledger. */
export const watchNumber = (code: string): string => `${code}Z`;

/** A watch of which nothing has been said yet: peace, and the crews take turns. */
export function quietWatch(jurisdiction: string, code: string): Watch {
  return {
    id: watchNumber(code),
    jurisdiction,
    version: 0,
    actedVersion: 0,
    emergency: null,
    peace: null,
    roster: [],
    posts: [],
    sheet: null,
    keeper: null,
  };
}
