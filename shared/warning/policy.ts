import { z } from 'zod';
import { may } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import { posts } from '../access/post.ts';
import { minuteMs } from '../kernel/span.ts';
import { colours, isGraver, type Colour } from './colour.ts';

const span = z
  .number()
  .int()
  .min(minuteMs)
  .max(24 * 60 * minuteMs);

/** Who signs which colour, and how long a recipient may leave it unread. */
export const warningPolicy = z.strictObject({
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
