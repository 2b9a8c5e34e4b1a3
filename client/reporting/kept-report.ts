import { fieldsOf, filesOf, putBack, type KeptFields, type KeptFiles } from '../forms/kept-form.ts';
import { useDraft, type Drafts } from '../forms/kept-drafts.ts';
import type { OpenReport } from './open-report.ts';
import type { ReportDraft } from './report.ts';

/** The name under which the report of an item is kept. */
export const reportName = (item: string, mend?: string): string =>
  JSON.stringify(['report', item, ...(mend === undefined ? [] : [mend])]);

/** The item of a kept report; null for another form, and for one that mends what was refused. */
export function itemOfDraft(name: string): string | null {
  const [kind, item, mend] = JSON.parse(name) as string[];
  return kind === 'report' && mend === undefined ? (item ?? null) : null;
}

export interface KeptReport<Place> {
  draft: ReportDraft;
  place: Place | null;
  form: KeptFields;
}
/** What a page keeps besides. */
export interface Beside<Place, More> {
  read(): More;
  /** Comes first: what is reported may be among it. */
  write(kept: KeptReport<Place> & More, files: KeptFiles): void;
  /** Whether anything of it was filled in. */
  touched(): boolean;
  files?(): KeptFiles;
  /** A draft as this version keeps it, where earlier ones kept it otherwise. */
  lift?(kept: KeptReport<Place> & More): KeptReport<Place> & More;
  /** The place to go on with, where it is not the kept one. */
  place?(kept: Place): Place | null;
}

/** Keeps a report with its files while it is written, so that it outlives the page. */
export function keepReport<Place, More extends object>(
  name: string,
  report: OpenReport<Place>,
  beside: Beside<Place, More>,
  drafts?: Drafts,
) {
  const { draft, place, photos, asked } = report;
  return useDraft<KeptReport<Place> & More>(
    name,
    {
      read() {
        if (!report.touched() && !beside.touched()) return null;
        return {
          value: {
            draft: draft.value,
            place: place.value,
            form: fieldsOf(asked.draft.value),
            ...beside.read(),
          },
          files: { photos: photos.value, ...filesOf(asked.draft.value, 'form.'), ...beside.files?.() },
        };
      },
      write({ value: kept, files }) {
        const value = beside.lift ? beside.lift(kept) : kept;
        beside.write(value, files);
        draft.value = { ...draft.value, ...value.draft };
        const at = value.place && (beside.place ? beside.place(value.place) : value.place);
        if (at) place.value = at;
        photos.value = files['photos'] ?? [];
        asked.draft.value = putBack(asked.draft.value, value.form, files, 'form.');
      },
    },
    drafts,
  );
}
