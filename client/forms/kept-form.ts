import type { PickedFile } from '../files/picked-files.ts';
import type { Draft } from './form.ts';

/** The fields of a form without its files, which are kept beside them. */
export type KeptFields = Omit<Draft, 'files'>;
export type KeptFiles = Record<string, PickedFile[]>;

export const fieldsOf = ({ texts, lists, limits }: Draft): KeptFields => ({ texts, lists, limits });
/** Files by their field, under a prefix where several forms are kept as one draft. */
export const filesOf = ({ files }: Draft, prefix: string): KeptFiles =>
  Object.fromEntries(Object.entries(files).map(([id, list]) => [prefix + id, list]));

/** Puts kept fields and files into a form that may have other fields by now. */
export function putBack(
  into: Draft,
  { texts, lists, limits }: KeptFields,
  files: KeptFiles,
  prefix: string,
): Draft {
  const own = Object.keys(into.files).flatMap((id) => {
    const list = files[prefix + id];
    return list ? [[id, list] as const] : [];
  });
  const known = <T>(kept: Record<string, T>, to: Record<string, T>): Record<string, T> => ({
    ...to,
    ...Object.fromEntries(Object.entries(kept).filter(([id]) => id in to)),
  });
  return {
    texts: known(texts, into.texts),
    lists: known(lists, into.lists),
    limits: known(limits, into.limits),
    files: { ...into.files, ...Object.fromEntries(own) },
  };
}

/** Whether anybody has filled anything in. */
export function isTouched({ texts, lists, limits, files }: Draft): boolean {
  return (
    Object.values(texts).some((text) => text.trim() !== '') ||
    Object.values(lists).some((list) => list.length > 0) ||
    Object.values(limits).some(({ amount }) => amount.trim() !== '') ||
    Object.values(files).some((list) => list.length > 0)
  );
}
