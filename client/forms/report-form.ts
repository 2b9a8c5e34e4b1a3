import { computed, ref, watch, type Ref } from 'vue';
import type { Form } from '#shared/incident/command.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Grade, Procedure } from '#shared/procedure/schema.ts';
import { faultText } from './fault-text.ts';
import { emptyDraft, readForm, type Draft, type FieldFault } from './form.ts';

/** What the procedure of the chosen item asks a report for, while it is written down. Another item begins with empty fields. */
export function openReportForm(
  item: Readonly<Ref<CatalogueItem | null>>,
  procedures: ReadonlyMap<string, Procedure>,
) {
  const procedure = computed(() => procedures.get(item.value?.procedure ?? '') ?? null);
  const fields = computed(() => procedure.value?.form ?? []);
  const draft = ref<Draft>(emptyDraft([]));
  const faults = ref<readonly FieldFault[]>([]);
  /** Empty: as the item has it. */
  const grade = ref<Grade | ''>('');
  watch(item, () => {
    draft.value = emptyDraft(fields.value);
    faults.value = [];
    grade.value = '';
  });

  /** What the fields say; null when some of them hinder it. */
  function read(now: number): { form?: Form; grade?: Grade } | null {
    const answer = readForm({ form: fields.value }, draft.value, now);
    faults.value = 'faults' in answer ? answer.faults : [];
    if ('faults' in answer) return null;
    return {
      ...(fields.value.length > 0 && { form: answer.form }),
      ...(grade.value !== '' && { grade: grade.value }),
    };
  }

  /** What is wrong with a field, as this screen or the server found it. */
  function faultOf(id: string, refusal: Refusal | null): string | undefined {
    const field = fields.value.find((one) => one.id === id);
    return field && faultText(field, faults.value, refusal);
  }
  return { procedure, fields, draft, grade, read, faultOf };
}
