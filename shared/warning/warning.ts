import { z } from 'zod';
import { actor } from '../access/person.ts';
import { point } from '../geo/point.ts';
import { addressees, measure, type Addressees, type Measure } from './addressees.ts';
import { colours, type Colour } from './colour.ts';
import { rest, restAsked } from './rest.ts';

export { colours, type Addressees, type Colour, type Measure };

const instant = z.number().int();
const why = z.string().trim().min(1).max(500);

/** What a proposal and a signed warning both say. Without grids it holds for the whole jurisdiction. */
const content = {
  colour: z.enum(colours),
  title: z.string().trim().min(1).max(120),
  /** On what it rests, in words; `rests` names what can be looked up. */
  basis: z.string().trim().min(1).max(500),
  rests: z.array(rest).max(40).optional(),
  measures: z.string().max(1000),
  actions: z.array(measure).max(20).optional(),
  to: addressees.optional(),
  place: point.optional(),
  grids: z.array(z.string()).max(2_000),
  incident: z.string().optional(),
  /** When it ends by itself. */
  until: instant.optional(),
};
/** What it is about, where nothing is to be proposed twice: a rule's kind and area, another system's message. */
const cause = z.string().min(1).max(160).optional();

const named = { id: z.string(), jurisdiction: z.string(), version: z.number().int() };

/** Not signed: it warns nobody yet. */
export const proposal = z.strictObject({
  ...named,
  ...content,
  cause,
  by: actor,
  proposedAt: instant,
  rejected: z.strictObject({ by: z.string(), at: instant, reason: z.string() }).optional(),
});
export type Proposal = z.infer<typeof proposal>;

/** Who read it, and when. */
const receipt = z.strictObject({ by: z.string(), at: instant });
export type Receipt = z.infer<typeof receipt>;

/** Another colour, or the end (null), that somebody proposes for a warning in effect. */
const asked = z.strictObject({
  colour: z.enum(colours).nullable(),
  basis: z.string(),
  rests: z.array(rest).max(40).optional(),
  by: actor,
  at: instant,
});
export type AskedChange = z.infer<typeof asked>;

/** A signed four-colour act under the emergency law. The colours stand for nothing else anywhere. */
export const warning = z.strictObject({
  ...named,
  ...content,
  cause,
  signer: actor,
  issuedAt: instant,
  /** Where it was proposed first. */
  proposed: z.strictObject({ by: actor, at: instant }).optional(),
  adjustedAt: instant.optional(),
  releasedAt: instant.optional(),
  /** It ended by itself. */
  expired: z.literal(true).optional(),
  /** Who took note of it first, in its present colour: until then it calls at the desks. */
  taken: z.strictObject({ by: z.string(), at: instant }).optional(),
  /** The version after the last act on it: receipts and notes are no acts. */
  actedVersion: z.number().int().optional(),
  /** Recipients by key (`recipients.ts`), who of them read it in its present colour, and until when all should have. */
  sent: z.array(z.string()).optional(),
  read: z.record(z.string(), receipt).optional(),
  readDueAt: instant.optional(),
  escalatedAt: instant.optional(),
  asked: asked.optional(),
  /** When a proposed change was declined last. */
  declinedAt: instant.optional(),
});
export type Warning = z.infer<typeof warning>;
export type WarningState = Warning | Proposal;

/** Whether it was signed. */
export const isIssued = (state: WarningState): state is Warning => 'issuedAt' in state;
/** Whether nothing more can become of it. */
export const isOver = (state: WarningState): boolean =>
  isIssued(state) ? state.releasedAt !== undefined : state.rejected !== undefined;

const on = { warning: z.string().max(64), version: z.number().int() };

/** What people command, with entries of a basis as `r` knows them: as they are asked for at a door, or as they were found. */
const commandsOf = <R extends typeof rest | typeof restAsked>(r: R) => {
  const rests = z.array(r).max(40).optional();
  const said = { ...content, rests };
  const { colour, title, basis, measures, actions, to, grids, until } = content;
  return [
    z.strictObject({ kind: z.literal('propose-warning'), ...said, cause }),
    /** Signs it without a proposal before. */
    z.strictObject({ kind: z.literal('issue-warning'), ...said }),
    /** Signs what was proposed, with what the signer says otherwise. */
    z.strictObject({
      kind: z.literal('sign-warning'),
      ...on,
      colour: colour.optional(),
      title: title.optional(),
      basis: basis.optional(),
      rests,
      measures: measures.optional(),
      actions,
      to,
      grids: grids.optional(),
      until,
    }),
    z.strictObject({ kind: z.literal('reject-warning'), ...on, reason: why }),
    /** Raises, lowers, or lets it last longer. */
    z.strictObject({
      kind: z.literal('adjust-warning'),
      ...on,
      colour,
      basis,
      rests,
      measures: measures.optional(),
      actions,
      until,
    }),
    z.strictObject({ kind: z.literal('release-warning'), ...on, basis, rests }),
    /** Takes note of it, so that it stops calling. It says nothing about the warning itself: no version is asked for. */
    z.strictObject({ kind: z.literal('take-warning'), warning: on.warning }),
    /** A recipient has read it. */
    z.strictObject({ kind: z.literal('read-warning'), warning: on.warning }),
    /** Proposes another colour or its end. */
    z.strictObject({
      kind: z.literal('ask-warning'),
      warning: on.warning,
      colour: colour.nullable(),
      basis,
      rests,
    }),
    z.strictObject({ kind: z.literal('decline-warning'), ...on, reason: why }),
  ] as const;
};
export const warningCommand = z.discriminatedUnion('kind', [
  ...commandsOf(rest),
  // What the clock alone commands.
  z.strictObject({ kind: z.literal('expire-warning'), warning: on.warning }),
  z.strictObject({ kind: z.literal('escalate-warning'), warning: on.warning }),
]);
export type WarningCommand = z.infer<typeof warningCommand>;
const [proposing, ...others] = commandsOf(restAsked);
/** As people send it: what was measured is looked up, never taken from the sender, and causes are the house's own. */
export const askedWarningCommand = z.discriminatedUnion('kind', [proposing.omit({ cause: true }), ...others]);
export type AskedWarningCommand = z.infer<typeof askedWarningCommand>;

export const warningFact = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('warning-proposed'), proposal }),
  z.strictObject({ kind: z.literal('warning-issued'), warning }),
  z.strictObject({ kind: z.literal('warning-rejected'), reason: z.string() }),
  z.strictObject({
    kind: z.literal('warning-adjusted'),
    colour: z.enum(colours),
    basis: z.string(),
    rests: content.rests,
    measures: content.measures.optional(),
    actions: content.actions,
    until: content.until,
    /** Until when all should have read it in the new colour. */
    readDueAt: instant.optional(),
  }),
  z.strictObject({ kind: z.literal('warning-released'), basis: z.string(), rests: content.rests }),
  z.strictObject({ kind: z.literal('warning-expired') }),
  z.strictObject({ kind: z.literal('warning-taken'), by: z.string() }),
  z.strictObject({ kind: z.literal('warning-read'), keys: z.array(z.string()), by: z.string() }),
  /** Who has not read it, and to whom it is sent besides. */
  z.strictObject({
    kind: z.literal('warning-escalated'),
    unread: z.array(z.string()),
    sent: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('warning-change-asked'),
    colour: z.enum(colours).nullable(),
    basis: z.string(),
    rests: content.rests,
    by: actor,
  }),
  z.strictObject({ kind: z.literal('warning-change-declined'), reason: z.string() }),
]);
export type WarningFact = z.infer<typeof warningFact>;
