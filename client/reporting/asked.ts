import { ref, watch, type Ref } from 'vue';
import type { Form } from '#shared/incident/command.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Field } from '#shared/procedure/field.ts';
import { faultText } from '../forms/fault-text.ts';
import { emptyDraft, readForm, type Draft, type FieldFault } from '../forms/form.ts';

/** What a procedure asks for, while it is filled in. Where `of` becomes another it begins with empty fields. */
export function openAsked(fields: Readonly<Ref<readonly Field[]>>, of: Readonly<Ref<unknown>>) {
  const draft = ref<Draft>(emptyDraft(fields.value));
  const faults = ref<readonly FieldFault[]>([]);
  // At once: a draft that is put back names what it is about first, then fills in its fields.
  watch(
    of,
    () => {
      draft.value = emptyDraft(fields.value);
      faults.value = [];
    },
    { flush: 'sync' },
  );

  /** What the fields say; null when some of them hinder it. */
  function read(now: number): { form?: Form } | null {
    const answer = readForm({ form: [...fields.value] }, draft.value, now);
    faults.value = 'faults' in answer ? answer.faults : [];
    if ('faults' in answer) return null;
    return fields.value.length > 0 ? { form: answer.form } : {};
  }

  /** What is wrong with a field, as this screen or the server found it. */
  function faultOf(id: string, refusal: Refusal | null): string | undefined {
    const field = fields.value.find((one) => one.id === id);
    return field && faultText(field, faults.value, refusal);
  }
  return { fields, draft, faults, read, faultOf };
}
export type Asked = ReturnType<typeof openAsked>;
