import { z } from 'zod';

const id = z.string().min(1).max(64);
const some = z.array(id).min(1).max(2_000);

/**
 * What a system's token may write and claim beside the doors it opens. What is not named is not bounded. A sensor, a camera or a
 * place must be within every bound that speaks of it.
 */
export const sourceBounds = z.strictObject({
  /** Monitoring systems whose sensors it may write. */
  systems: some.optional(),
  sensors: some.optional(),
  cameras: some.optional(),
  /** Grids in which sensors, cameras, people and reports must lie. */
  grids: some.optional(),
  /** Where its reports may say that they come from. */
  origins: some.optional(),
  /** When it opens doors, ms since 1970: from the one, until before the other. */
  from: z.number().int().min(0).optional(),
  until: z.number().int().min(0).optional(),
});
export type SourceBounds = z.infer<typeof sourceBounds>;

/** A system by its token. */
export interface KnownSource {
  /** Of the token. */
  id: string;
  jurisdiction: string;
  source: string;
  doors: readonly string[];
  /** Null: everything of the jurisdiction. */
  bounds: SourceBounds | null;
}
