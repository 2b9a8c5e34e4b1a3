import type { Draft } from '../../forms/form.ts';
import { useDraft, type DraftParts } from '../../forms/kept-drafts.ts';
import type { ReportDraft } from '../../forms/report.ts';
import type { PickedFile } from '../../files/picked-files.ts';
import type { ChosenPlace } from './chosen-place.ts';
import type { FieldReport } from './field-report.ts';

/** The fields of a form without its files, which are kept beside them. */
type Fields = Omit<Draft, 'files'>;
type Files = Record<string, PickedFile[]>;

const fieldsOf = ({ texts, lists, limits }: Draft): Fields => ({ texts, lists, limits });
const filesOf = ({ files }: Draft, prefix: string): Files =>
  Object.fromEntries(Object.entries(files).map(([id, list]) => [prefix + id, list]));

/** Puts kept fields and files into a form that may have other fields by now. */
function putBack(into: Draft, { texts, lists, limits }: Fields, files: Files, prefix: string): Draft {
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

interface ReportKept {
  draft: ReportDraft;
  place: ChosenPlace | null;
  self: boolean;
  form: Fields;
  selfForm: Fields;
}

/** The name under which the report of an item is kept. */
export const reportName = (item: string, mend?: string): string =>
  JSON.stringify(['report', item, ...(mend === undefined ? [] : [mend])]);
/** The item of a kept report; null for another form. */
export function itemOfDraft(name: string): string | null {
  const [kind, item, mend] = JSON.parse(name) as string[];
  return kind === 'report' && mend === undefined ? (item ?? null) : null;
}

/** Keeps a report while it is written down. */
export function keepReport(report: FieldReport, item: string, mend: string | undefined) {
  const { draft, place, self, selfDraft, photos, form } = report;
  return useDraft<ReportKept>(reportName(item, mend), {
    read() {
      const { detail, address, urgent } = draft.value;
      const isWritten = detail.trim() !== '' || address.trim() !== '' || urgent || photos.value.length > 0;
      if (!isWritten && !self.value && !isTouched(form.draft.value)) return null;
      return {
        value: {
          draft: draft.value,
          place: place.value,
          self: self.value,
          form: fieldsOf(form.draft.value),
          selfForm: fieldsOf(selfDraft.value),
        },
        files: {
          photos: photos.value,
          ...filesOf(form.draft.value, 'form.'),
          ...filesOf(selfDraft.value, 'self.'),
        },
      };
    },
    write({ value, files }: DraftParts<ReportKept>) {
      draft.value = { ...draft.value, ...value.draft };
      // A place no closer than its grid is chosen again as it was before.
      if (value.place && value.place.how !== 'grid') place.value = value.place;
      self.value = value.self;
      form.draft.value = putBack(form.draft.value, value.form, files, 'form.');
      selfDraft.value = putBack(selfDraft.value, value.selfForm, files, 'self.');
      photos.value = files['photos'] ?? [];
    },
  });
}

/** Keeps the form of a step while it is filled in. */
export function keepStep(
  draft: { value: Draft },
  { id, step, mend }: Record<'id' | 'step', string> & { mend: string | undefined },
) {
  const before = JSON.stringify(fieldsOf(draft.value));
  return useDraft<Fields>(JSON.stringify(['step', id, step, ...(mend === undefined ? [] : [mend])]), {
    read: () =>
      JSON.stringify(fieldsOf(draft.value)) === before && Object.values(draft.value.files).flat().length === 0
        ? null
        : { value: fieldsOf(draft.value), files: filesOf(draft.value, '') },
    write: ({ value, files }) => (draft.value = putBack(draft.value, value, files, '')),
  });
}
