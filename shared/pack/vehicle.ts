import { z } from 'zod';

const id = z.string().min(1).max(64);

/** A vehicle whose device tells where it is: of positions it is named as `staff`, so its id is that of no member of the staff. */
export const vehicle = z.strictObject({
  id,
  /** Its call sign or its plate. */
  name: z.string().min(1).max(64),
  /** Whose it is. */
  unit: id,
  grid: id.optional(),
  phone: z.string().max(32).optional(),
});
export type Vehicle = z.infer<typeof vehicle>;

const known = new WeakMap<object, ReadonlyMap<string, Vehicle>>();
/** The vehicles of a pack by id. */
export function vehiclesOf(pack: {
  vehicles?: readonly Vehicle[] | undefined;
}): ReadonlyMap<string, Vehicle> {
  const before = known.get(pack);
  if (before) return before;
  const made = new Map((pack.vehicles ?? []).map((one) => [one.id, one]));
  known.set(pack, made);
  return made;
}
