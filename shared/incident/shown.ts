import { fileTypes, readRef } from '../evidence/file.ts';
import type { Field } from '../procedure/field.ts';
import type { Evidence } from './incident.ts';

/** How many pieces that show something a field asks for; 0 where words do. */
export const shownAsked = ({ shows, required, min }: Pick<Field, 'shows' | 'required' | 'min'>): number =>
  shows === undefined ? 0 : Math.max(min ?? 0, required ? 1 : 0);

/**
 * Whether a piece is one of the kinds that a field asks for. A file is what its name says it is, whatever it is called; words are none of
 * them, nor is a picture without a file.
 */
function isShown({ kind, ref, series }: Evidence, shows: NonNullable<Field['shows']>): boolean {
  if (kind === 'readings') return shows.includes('readings') && series !== undefined && series.length > 0;
  const file = ref === undefined ? null : readRef(ref);
  return file !== null && shows.includes(fileTypes[file.type].kind);
}

/** How many pieces are still missing that are more than words. */
export function shownMissing(field: Field, given: readonly Evidence[]): number {
  const { shows = [] } = field;
  return Math.max(0, shownAsked(field) - given.filter((one) => isShown(one, shows)).length);
}
