import { takesPart } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import type { PackDigest } from '#shared/wire/http.ts';

/** The order that somebody may give: its catalogue item, its procedure, and the step that sends it out. */
export interface GivenOrder {
  item: CatalogueItem;
  procedure: Procedure;
  issue: Transition;
}

/** Null where the jurisdiction has no orders, or where this person may not give one. */
export function orderOf(
  { catalogue, procedures }: Pick<PackDigest, 'catalogue' | 'procedures'>,
  { role }: Pick<Person, 'role'>,
): GivenOrder | null {
  for (const procedure of procedures) {
    if (procedure.family !== 'order' || !procedure.opens || !takesPart({ role }, procedure.opens)) continue;
    const issue = procedure.transitions.find(
      ({ from, by, form }) =>
        from.includes(procedure.start) &&
        takesPart({ role }, by) &&
        form.some(({ kind }) => kind === 'units'),
    );
    const item = catalogue.find((one) => one.procedure === procedure.id);
    if (issue && item) return { item, procedure, issue };
  }
  return null;
}
