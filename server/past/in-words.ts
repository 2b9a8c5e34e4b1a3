import type { Field } from '#shared/procedure/field.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { LoadedPack } from '../packs/loaded.ts';

const worded = ({ shows: _, ...field }: Field): Field => field;
/** A procedure for which words are evidence enough. */
export const inWords = (procedure: Procedure): Procedure => ({
  ...procedure,
  form: procedure.form.map(worded),
  transitions: procedure.transitions.map((one) => ({ ...one, form: one.form.map(worded) })),
});

/** A pack whose steps ask for no photographs: nobody was there to take any in a past that is pretended, so words stand for them. */
export function packInWords(pack: LoadedPack): LoadedPack {
  const procedures = new Map([...pack.procedures].map(([id, one]) => [id, inWords(one)] as const));
  return { ...pack, procedures };
}
