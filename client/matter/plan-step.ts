import type { Localized } from '#shared/kernel/localized.ts';

/** A step of a plan as it is shown: who does it, within what time, and who did. */
export interface ShownStep {
  id: string;
  text: Localized;
  who: Localized;
  withinMs: number;
  /** Null where nothing set the plan going. */
  dueAt: number | null;
  done: { at: number; by: string } | null;
}
