import { ref, shallowRef } from 'vue';
import type { z } from 'zod';
import { phoneShape } from '#shared/kernel/sign-mask.ts';
import type { Form } from '#shared/incident/command.ts';
import type { Field } from '#shared/procedure/field.ts';
import type { publicReport } from '#shared/wire/public.ts';
import { newKey } from '../../commands/send.ts';
import type { PickedFile } from '../../files/picked-files.ts';
import { fieldsOf } from '../../forms/kept-form.ts';
import type { Draft } from '../../forms/form.ts';
import type { Drafts } from '../../forms/kept-drafts.ts';
import { keepReport, reportName, type KeptReport } from '../../reporting/kept-report.ts';
import { openReport } from '../../reporting/open-report.ts';
import type { ReportDraft, ReportFault } from '../../reporting/report.ts';
import type { ChosenPlace } from './places.ts';

/** How a reporter can be reached, and whether what is written may be used for that. */
export interface Contact {
  name: string;
  phone: string;
  consent: boolean;
}
export const nobody: Contact = { name: '', phone: '', consent: false };
/** What the public page wants said. */
export const publicNeeds = ['detail', 'place'] as const;

export function contactFaults({ phone, consent }: Contact): ReportFault[] {
  return [
    ...(phone.trim() !== '' && !phoneShape.test(phone.trim())
      ? [{ field: 'phone', why: 'pattern' as const }]
      : []),
    ...(consent ? [] : [{ field: 'consent', why: 'missing' as const }]),
  ];
}

/** The body of a report that lacks nothing; the sender goes along with photographs alone. */
export function reportBody(parts: {
  item: string;
  draft: ReportDraft;
  place: ChosenPlace;
  photos: readonly PickedFile[];
  contact: Contact;
  sender: string;
  form: Form | undefined;
}): z.input<typeof publicReport> {
  const { item, draft, place, photos, contact, sender, form } = parts;
  const shown = photos.flatMap(({ ref, at }) => (ref === null ? [] : [{ ref, at }]));
  return {
    item,
    words: draft.detail.trim(),
    place: place.place,
    address: draft.address.trim(),
    name: contact.name.trim(),
    phone: contact.phone.trim(),
    consent: true,
    ...(form && { form }),
    ...(shown.length > 0 && { photos: shown, sender }),
  };
}

interface Besides {
  contact: Omit<Contact, 'consent'>;
  /** Ties the photographs to the report that names them. */
  sender: string;
}
/** A draft as it was kept when the page had a form of its own. */
interface EarlierDraft {
  sender: string;
  draft: Record<'words' | 'address' | 'name' | 'phone', string> & { place: ChosenPlace | null; form: Draft };
}
type Kept = KeptReport<ChosenPlace> & Besides;
/** A kept draft as this page keeps it, whichever page kept it. */
export function readKept(kept: Kept | EarlierDraft): Kept {
  if ('contact' in kept) return kept;
  const { words, address, name, phone, place, form } = kept.draft;
  return {
    draft: { title: '', detail: words, address, urgent: false },
    place,
    form: fieldsOf(form),
    contact: { name, phone },
    sender: kept.sender,
  };
}

/** A citizen's report while it is filled in: the common one, with who can be asked and the consent. */
export function openPublicReport(item: string, fields: readonly Field[], drafts?: Drafts) {
  const report = openReport<ChosenPlace>({
    fields: shallowRef(fields),
    item: shallowRef(item),
    place: shallowRef<ChosenPlace | null>(null),
  });
  const contact = ref<Contact>({ ...nobody });
  const sender = ref(newKey());
  const kept = keepReport<ChosenPlace, Besides>(
    reportName(item),
    report,
    {
      read: () => ({
        contact: { name: contact.value.name, phone: contact.value.phone },
        sender: sender.value,
      }),
      // Consent is given to what is sent, by who sends it.
      write(value) {
        sender.value = value.sender;
        contact.value = { ...nobody, ...value.contact };
      },
      touched: () =>
        report.place.value !== null ||
        [contact.value.name, contact.value.phone].some((text) => text.trim() !== ''),
      lift: (value) => readKept(value as Kept | EarlierDraft),
    },
    drafts,
  );
  return { ...report, contact, sender, kept };
}
