import type { Draft } from '../../forms/form.ts';
import { useDraft } from '../../forms/kept-drafts.ts';
import { fieldsOf, filesOf, putBack, type KeptFields } from '../../forms/kept-form.ts';
import { keepReport, reportName } from '../../reporting/kept-report.ts';
import type { ChosenPlace } from './chosen-place.ts';
import type { FieldReport } from './field-report.ts';

/** Keeps a report while it is written down, with the step by which it is done already. */
export function keepFieldReport(report: FieldReport, item: string, mend: string | undefined) {
  const { self, selfAsked } = report;
  return keepReport<ChosenPlace, { self: boolean; selfForm: KeptFields }>(reportName(item, mend), report, {
    read: () => ({ self: self.value, selfForm: fieldsOf(selfAsked.draft.value) }),
    write(kept, files) {
      self.value = kept.self;
      selfAsked.draft.value = putBack(selfAsked.draft.value, kept.selfForm, files, 'self.');
    },
    touched: () => self.value,
    files: () => filesOf(selfAsked.draft.value, 'self.'),
    // A place no closer than its grid is chosen again as it was before.
    place: (kept) => (kept.how === 'grid' ? null : kept),
  });
}

/** Keeps the form of a step while it is filled in. */
export function keepStep(
  draft: { value: Draft },
  { id, step, mend }: Record<'id' | 'step', string> & { mend: string | undefined },
) {
  const before = JSON.stringify(fieldsOf(draft.value));
  return useDraft<KeptFields>(JSON.stringify(['step', id, step, ...(mend === undefined ? [] : [mend])]), {
    read: () =>
      JSON.stringify(fieldsOf(draft.value)) === before && Object.values(draft.value.files).flat().length === 0
        ? null
        : { value: fieldsOf(draft.value), files: filesOf(draft.value, '') },
    write: ({ value, files }) => (draft.value = putBack(draft.value, value, files, '')),
  });
}
