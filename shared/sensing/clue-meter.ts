import { z } from 'zod';
import { hourMs, minuteMs } from '../kernel/span.ts';

/** What other systems noticed and people have to look at: 舆情 what is said in public, 社保待遇 what records contradict, 欠薪 what speaks of unpaid wages. */
export const clueKinds = ['opinion', 'benefit', 'arrears'] as const;
export type ClueKind = (typeof clueKinds)[number];

/**
 * What a meter tells of the clues of its kind within `withinMs`: how many; what they weigh together; `surge` how unlikely its most sudden
 * topic is by the week before, as -log10 of the chance (3: once in a thousand); `alike` how many texts its largest group of like
 * ones has; `spread` in how many areas one topic came up.
 */
export const clueMeasures = ['number', 'weight', 'surge', 'alike', 'spread'] as const;
export type ClueMeasure = (typeof clueMeasures)[number];

/** Under which name the house hands in what its meters read; no token can have it, and from no other source is it taken. */
export const meterSource = 'house:clues';

/** An instrument that reads the county's own clues: the house writes its readings, so that rules and alarms are those of any sensor. */
export const clueMeter = z.strictObject({
  clues: z.enum(clueKinds),
  by: z.enum(clueMeasures),
  /** Of this topic alone. */
  topic: z.string().min(1).max(24).optional(),
  /** Within this grid alone. */
  grid: z.string().max(64).optional(),
  withinMs: z
    .number()
    .int()
    .min(10 * minuteMs)
    .max(7 * 24 * hourMs),
});
export type ClueMeter = z.infer<typeof clueMeter>;
