import type { Ref } from 'vue';
import type { z } from 'zod';
import type { Form } from '#shared/incident/command.ts';
import type { Field } from '#shared/procedure/field.ts';
import type { publicReport } from '#shared/wire/public.ts';
import { emptyDraft, readForm, type Draft, type FieldFault } from '../../forms/form.ts';
import { useDraft } from '../../forms/kept-drafts.ts';
import { hindrance, type PickedFile } from '../../files/picked-files.ts';
import type { ChosenPlace } from './places.ts';

/** What a reporter has filled in so far. */
export interface ReportDraft {
  item: string;
  words: string;
  place: ChosenPlace | null;
  address: string;
  photos: PickedFile[];
  name: string;
  phone: string;
  consent: boolean;
  /** Of a service: what its procedure asks for. */
  form: Draft;
}

export function emptyReport(item: string, fields: readonly Field[]): ReportDraft {
  const blank = { words: '', place: null, address: '', photos: [], name: '', phone: '', consent: false };
  return { item, ...blank, form: emptyDraft(fields) };
}

/** A field at fault, by its name on the page; `form.<id>` of what the service asks for. */
export interface ReportFault {
  field: string;
  why: FieldFault['why'];
}
const phoneForm = /^\+?[0-9][0-9 -]{4,18}[0-9]$/u;

/** The body of a report, or the fields that hinder it in the order of the page. */
export function reportBody(
  draft: ReportDraft,
  fields: readonly Field[],
  sender: string,
  now: number,
): { body: z.input<typeof publicReport> } | { faults: ReportFault[] } {
  const { item, place, photos } = draft;
  const [words, address, name, phone] = [draft.words, draft.address, draft.name, draft.phone].map((text) =>
    text.trim(),
  ) as [string, string, string, string];
  const read = readForm({ form: [...fields] }, draft.form, now);
  const faults: ReportFault[] = 'faults' in read ? read.faults.map(inForm) : [];
  const form: Form = 'form' in read ? read.form : {};
  const photoFault = hindrance(photos);
  if (words === '') faults.push({ field: 'words', why: 'missing' });
  if (!place) faults.push({ field: 'place', why: 'missing' });
  if (photoFault) faults.push({ field: 'photos', why: photoFault });
  if (phone !== '' && !phoneForm.test(phone)) faults.push({ field: 'phone', why: 'pattern' });
  if (!draft.consent) faults.push({ field: 'consent', why: 'missing' });
  if (!place || faults.length > 0) return { faults };
  const shown = photos.flatMap(({ ref, at }) => (ref === null ? [] : [{ ref, at }]));
  return {
    body: {
      item,
      words,
      place: place.place,
      address,
      name,
      phone,
      consent: true,
      ...(fields.length > 0 && { form }),
      ...(shown.length > 0 && { photos: shown, sender }),
    },
  };
}

const inForm = ({ field, why }: FieldFault): ReportFault => ({ field: `form.${field}`, why });

/** What is kept of a report that was not sent: the photographs lie beside it. */
interface ReportKept {
  draft: Omit<ReportDraft, 'photos'>;
  sender: string;
}

/** The item of a kept report; null for another form. */
export function itemOfDraft(name: string): string | null {
  const [kind, item] = JSON.parse(name) as string[];
  return kind === 'report' ? (item ?? null) : null;
}

/** Keeps a report while it is filled in. */
export function keepReport(
  item: string,
  form: { draft: Ref<ReportDraft>; sender: Ref<string> },
): ReturnType<typeof useDraft<ReportKept>> {
  return useDraft<ReportKept>(JSON.stringify(['report', item]), {
    read() {
      const { photos, ...draft } = form.draft.value;
      const { words, place, address, name, phone } = draft;
      const isTouched = [words, address, name, phone].some((text) => text.trim() !== '') || place !== null;
      const isAsked = Object.values(draft.form.texts).some((text) => text.trim() !== '');
      if (!isTouched && !isAsked && photos.length === 0) return null;
      return { value: { draft, sender: form.sender.value }, files: { photos } };
    },
    write({ value, files }) {
      form.sender.value = value.sender;
      const texts = { ...form.draft.value.form.texts, ...value.draft.form.texts };
      form.draft.value = {
        ...value.draft,
        // Consent is given to what is sent, by who sends it.
        consent: false,
        form: { ...form.draft.value.form, ...value.draft.form, texts },
        photos: files['photos'] ?? [],
      };
    },
  });
}
