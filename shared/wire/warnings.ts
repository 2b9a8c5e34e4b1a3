import { z } from 'zod';
import { actor } from '../access/person.ts';
import { colours } from '../warning/colour.ts';
import { measure } from '../warning/addressees.ts';
import { proposal, warning, warningFact } from '../warning/warning.ts';

const instant = z.number().int();
export const warningStages = ['proposed', 'in-effect', 'released', 'expired', 'rejected'] as const;
export type WarningStage = (typeof warningStages)[number];

/** A warning or a proposal in a list. */
export const warningLine = z.strictObject({
  id: z.string(),
  stage: z.enum(warningStages),
  colour: z.enum(colours),
  title: z.string(),
  basis: z.string(),
  /** Names of its area, the first few; `areas` counts all. Empty: the whole jurisdiction. */
  area: z.array(z.string()),
  areas: z.number().int(),
  grids: z.array(z.string()),
  /** Who signed it; of a proposal who proposed it. */
  by: z.string(),
  /** Proposed, signed or ended: what its stage says. */
  at: instant,
  issuedAt: instant.nullable(),
  until: instant.nullable(),
  sent: z.number().int(),
  read: z.number().int(),
  escalatedAt: instant.nullable(),
  asked: z.boolean(),
  /** Whether the asker is to read it, or has; null: it was not sent to them. */
  mine: z.enum(['unread', 'read']).nullable(),
});
export type WarningLine = z.infer<typeof warningLine>;
/** With `at`, as it was at an instant of the past. */
export const warningsQuery = z.strictObject({ at: z.coerce.number().int().min(0).optional() });
/** GET /warnings: those in effect, the gravest first; those that wait for a signature; what ended, newest first. */
export const warningList = z.strictObject({
  at: instant,
  standing: z.array(warningLine),
  proposed: z.array(warningLine),
  past: z.array(warningLine),
});
export type WarningList = z.infer<typeof warningList>;

/** GET /warnings/:warning */
export const warningDetail = z.strictObject({
  line: warningLine,
  state: z.union([warning, proposal]),
  entries: z.array(z.strictObject({ seq: z.number().int(), at: instant, by: actor, fact: warningFact })),
  /** Of a proposal, whom it would be sent to. */
  recipients: z.array(
    z.strictObject({
      key: z.string(),
      name: z.string(),
      /** Who answers for it, with telephone, for those who may see names. */
      who: z.array(z.strictObject({ name: z.string(), phone: z.string() })),
      read: z.strictObject({ by: z.string(), at: instant }).nullable(),
    }),
  ),
  measures: z.array(
    z.strictObject({
      ...measure.shape,
      unitName: z.string(),
      /** The matter that it opened. */
      matter: z
        .strictObject({
          id: z.string(),
          procedure: z.string(),
          node: z.string(),
          open: z.boolean(),
          overdue: z.boolean(),
          rings: z.string(),
        })
        .nullable(),
    }),
  ),
  /** What the asker may do with it, by the post. */
  signs: z.array(z.enum(colours)),
});
export type WarningDetail = z.infer<typeof warningDetail>;

/** GET /public/warnings: what is in effect, in plain words, for everybody. */
export const publicWarnings = z.array(
  z.strictObject({
    id: z.string(),
    colour: z.enum(colours),
    title: z.string(),
    basis: z.string(),
    advice: z.string(),
    area: z.array(z.string()),
    issuedAt: instant,
    adjustedAt: instant.nullable(),
    until: instant.nullable(),
  }),
);
export type PublicWarnings = z.infer<typeof publicWarnings>;
