/** No batch is longer than this. */
export const mostMarks = 200;

/** Incidents marked for a batch, in the order in which they were marked. */
export type Marks = ReadonlySet<string>;

/** Marks an incident, or takes its mark away. A full batch takes no more. */
export function toggleMark(marks: Marks, id: string): Marks {
  const next = new Set(marks);
  if (!next.delete(id) && next.size < mostMarks) next.add(id);
  return next;
}

/** Marks all of a group as far as there is room; when all of them are marked already, takes their marks away. */
export function toggleGroup(marks: Marks, ids: readonly string[]): Marks {
  if (ids.length > 0 && ids.every((id) => marks.has(id)))
    return new Set([...marks].filter((id) => !ids.includes(id)));
  return new Set([...new Set([...marks, ...ids])].slice(0, mostMarks));
}

/** Goes on from one row to another and marks both. */
export function extendMarks(marks: Marks, from: string | null, to: string): Marks {
  return new Set([...new Set([...marks, ...(from === null ? [] : [from]), to])].slice(0, mostMarks));
}

/** The marks that still stand for something; the same object when all do. */
export function standing(marks: Marks, stands: (id: string) => boolean): Marks {
  const left = [...marks].filter(stands);
  return left.length === marks.size ? marks : new Set(left);
}
