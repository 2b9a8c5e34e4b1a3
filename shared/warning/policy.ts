import { z } from 'zod';
import { may } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import { posts } from '../access/post.ts';
import { mostLevels } from '../grid/levels.ts';
import { minuteMs } from '../kernel/span.ts';
import { addressees, measure } from './addressees.ts';
import { colours, isGraver, type Colour } from './colour.ts';

const span = z
  .number()
  .int()
  .min(minuteMs)
  .max(24 * 60 * minuteMs);

/**
 * What rules that are raised in one area propose, or an indicator beyond its bounds, of the whole jurisdiction or `apart` of each grid:
 * the gravest line of a kind that holds there.
 */
export const proposing = z
  .strictObject({
    /** What they warn of; one warning of a kind stands in an area. */
    kind: z.string().regex(/^[a-z0-9-]{1,32}$/),
    /** The rule, and on how many instruments of the area it must be raised. */
    rule: z.string().min(1).max(64).optional(),
    least: z.number().int().min(1).max(1_000).default(1),
    /** The indicator in place of a rule: it must have lain more than `by`, in its unit, beyond a bound for so long. */
    indicator: z.string().min(1).max(64).optional(),
    by: z.number().min(0).optional(),
    forMs: z
      .number()
      .int()
      .min(minuteMs)
      .max(2 * 24 * 60 * minuteMs)
      .optional(),
    /** Of an indicator over instruments: each grid of `level` by its own value, in place of the whole jurisdiction. */
    apart: z.literal(true).optional(),
    /** Of those grids the ones in this one alone: what a part of the jurisdiction has proposed for itself. */
    grid: z.string().min(1).max(64).optional(),
    colour: z.enum(colours),
    title: z.string().min(1).max(80),
    /** Which grids make an area of a rule, by their level from 1, the widest; 0 is the whole jurisdiction. */
    level: z.number().int().min(0).max(mostLevels).default(1),
    measures: z.string().max(1000).default(''),
    actions: z.array(measure).max(20).optional(),
    to: addressees.optional(),
  })
  .refine(({ rule, indicator }) => (rule === undefined) !== (indicator === undefined), {
    message: 'name a rule or an indicator, not both',
    path: ['rule'],
  })
  .refine(({ apart, indicator, level }) => !apart || (indicator !== undefined && level >= 1), {
    message: 'only indicators stand apart, by grids of a level',
    path: ['apart'],
  })
  .refine(({ grid, apart }) => grid === undefined || apart === true, {
    message: 'only what stands apart is of one grid',
    path: ['grid'],
  });
export type Proposing = z.infer<typeof proposing>;

/** How long an indicator must have lain beyond its bound where a line says nothing. */
const usualForMs = 10 * minuteMs;
export const heldMsOf = ({ forMs = usualForMs }: Pick<Proposing, 'forMs'>): number => forMs;

/** An indicator that a line of the warning policy names and that lies beyond its bound. */
export interface BeyondBound {
  /** Place of the line in `policy.warning.proposes`. */
  line: number;
  indicator: string;
  /** The grid whose own value it is; missing: of the whole. */
  area?: string;
  /** Since when more than the line allows. */
  since: number;
  at: number;
  value: number;
  limit: number;
}

/** Who signs which colour, how long a recipient may leave it unread, and what rules propose. */
export const warningPolicy = z.strictObject({
  proposes: z.array(proposing).max(100).optional(),
  /** Posts that sign a colour, beside leaders; a colour that is not named is signed by everyone who may sign. */
  signs: z.partialRecord(z.enum(colours), z.array(z.enum(posts)).min(1)).optional(),
  unreadMs: z.partialRecord(z.enum(colours), span).optional(),
});
export type WarningPolicy = z.infer<typeof warningPolicy>;

/** Where a pack says nothing: the two graver colours are signed by a duty chief or a leader. */
export const usualWarnings: WarningPolicy = {
  signs: { red: ['duty-chief', 'leader'], orange: ['duty-chief', 'leader'] },
};
const usualUnreadMs: Readonly<Record<Colour, number>> = {
  red: 10 * minuteMs,
  orange: 15 * minuteMs,
  yellow: 30 * minuteMs,
  blue: 60 * minuteMs,
};

/** How long a recipient may leave a warning of this colour unread before others hear of it. */
export const unreadMsOf = (policy: WarningPolicy, colour: Colour): number =>
  policy.unreadMs?.[colour] ?? usualUnreadMs[colour];

/** Whether somebody signs this colour: the role lets them, and the post is one of those named for it. */
export function signs(actor: Actor, colour: Colour, policy: WarningPolicy = {}): boolean {
  if (!may(actor, 'sign-warnings')) return false;
  const named = policy.signs?.[colour];
  return !named || may(actor, 'lead') || (actor.post !== undefined && named.includes(actor.post));
}

/** The graver of two: who takes a warning down must be one who may put it up. */
export const graverOf = (one: Colour, other: Colour): Colour => (isGraver(one, other) ? one : other);
