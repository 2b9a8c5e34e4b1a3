import { ref, shallowRef, type Ref } from 'vue';
import type { Form } from '#shared/incident/command.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Field } from '#shared/procedure/field.ts';
import { hindrance, type PickedFile } from '../files/picked-files.ts';
import { isTouched } from '../forms/kept-form.ts';
import { openAsked } from './asked.ts';
import { lacking, type Need, type ReportDraft, type ReportFault } from './report.ts';

export interface ReportGround<Place> {
  /** What the item's procedure asks for. */
  fields: Readonly<Ref<readonly Field[]>>;
  /** What is reported, null as long as nobody has said; another begins with empty fields. */
  item: Readonly<Ref<unknown>>;
  place: Ref<Place | null>;
  begins?: Partial<ReportDraft>;
}

/**
 * A report while it is written, at a desk, on the way or by a citizen: words, place, photographs, what the procedure asks for,
 * what hinders it, and its one way out. Pages add what is theirs alone: caller, self-handling, contact and consent.
 */
export function openReport<Place>({ fields, item, place, begins }: ReportGround<Place>) {
  const draft = ref<ReportDraft>({ title: '', detail: '', address: '', urgent: false, ...begins });
  const photos = shallowRef<PickedFile[]>([]);
  const asked = openAsked(fields, item);
  const faults = shallowRef<readonly ReportFault[]>([]);
  const refusal = shallowRef<Refusal | null>(null);
  const busy = ref(false);

  /** What the procedure's fields say, when nothing hinders the report; else null, and `faults` in the order of a page. */
  function check(
    needs: readonly Need[],
    now: number,
    own: readonly ReportFault[] = [],
  ): { form?: Form } | null {
    const said = asked.read(now);
    const files = hindrance(photos.value);
    faults.value = [
      ...asked.faults.value.map(({ field, why }) => ({ field: `form.${field}`, why })),
      ...lacking({ item: item.value, place: place.value, draft: draft.value }, needs),
      ...(files ? [{ field: 'photos', why: files }] : []),
      ...own,
    ];
    return faults.value.length === 0 ? said : null;
  }
  /** Gives it away once; null when it was refused, or is on its way already. */
  async function send<Answer>(give: () => Promise<Answer | Refusal>): Promise<Answer | null> {
    if (busy.value) return null;
    busy.value = true;
    const answer = await give().finally(() => (busy.value = false));
    refusal.value = isRefusal(answer) ? answer : null;
    return isRefusal(answer) ? null : answer;
  }

  return {
    draft,
    place,
    photos,
    asked,
    faults,
    refusal,
    busy,
    check,
    send,
    /** Why a part of the page hinders it. */
    faultOf: (field: string): ReportFault['why'] | undefined =>
      faults.value.find((one) => one.field === field)?.why,
    /** Whether anybody has written or shown anything; a title and a place may have come by themselves. */
    touched(): boolean {
      const { detail, address, urgent } = draft.value;
      const isWritten = detail.trim() !== '' || address.trim() !== '' || urgent;
      return isWritten || photos.value.length > 0 || isTouched(asked.draft.value);
    },
  };
}
export type OpenReport<Place = unknown> = ReturnType<typeof openReport<Place>>;
