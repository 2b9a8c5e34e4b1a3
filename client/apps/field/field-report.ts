import { inRecord } from '#shared/kernel/localized.ts';
import { computed, ref, shallowRef } from 'vue';
import type { Evidence } from '#shared/incident/incident.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Field } from '#shared/procedure/field.ts';
import type { Outcome } from '../../commands/open-outbox.ts';
import { faultText } from '../../forms/fault-text.ts';
import { draftOf, emptyDraft, readForm, type FieldFault } from '../../forms/form.ts';
import { openReportForm } from '../../forms/report-form.ts';
import { reportCommand, type ReportDraft } from '../../forms/report.ts';
import { evidenceOf, hindrance, type PickedFile } from '../../files/picked-files.ts';
import { i18n } from '../../locales/i18n.ts';
import { pathOf, pointPlace, type ChosenPlace } from './chosen-place.ts';
import type { FieldRoom } from './field-room.ts';
import { keepRecent, selfHandling } from './reportable.ts';

/** A report while it is written down; `mend` names the refused one of the outbox that it takes the place of. */
export function openFieldReport(item: CatalogueItem, mend: string | undefined, room: FieldRoom) {
  const { outbox, index, actor, now, offline, map } = room;
  const mended = outbox.entries.value.find(({ key }) => key === mend);
  const before = mended?.command.kind === 'report' ? mended.command : null;
  const procedure = index.procedures.get(item.procedure);
  const form = openReportForm(shallowRef(item), index.procedures);
  form.draft.value = before?.form ? draftOf(form.fields.value, before.form) : emptyDraft(form.fields.value);
  const selfStep = selfHandling(procedure, actor.role);
  const draft = ref<ReportDraft>({
    title: inRecord(item.name),
    detail: before?.detail ?? '',
    address: before?.address ?? '',
    urgent: before?.urgent ?? false,
  });
  const place = shallowRef<ChosenPlace | null>(
    before?.place ? pointPlace(before.place, 'map', map.value?.tree ?? null) : null,
  );
  const self = ref(mended?.follow !== undefined);
  const selfDraft = ref(draftOf(selfStep?.form ?? [], mended?.follow?.form ?? {}));
  const selfFaults = shallowRef<readonly FieldFault[]>([]);
  const photos = shallowRef<PickedFile[]>([]);
  /** Why the photos hold the report up. */
  const photoFault = ref<ReturnType<typeof hindrance>>(null);
  const faults = ref<readonly string[]>([]);
  const refusal = shallowRef<Refusal | null>(mended?.refusal ?? null);
  const busy = ref(false);
  const outcome = shallowRef<Exclude<Outcome, Refusal> | null>(null);

  /** What the place is called: the person's words, else its grids; a place no closer than its grid says so. */
  const address = computed(() => {
    const path = place.value?.chain ? pathOf(place.value.chain, map.value?.tree ?? null) : '';
    const words = draft.value.address.trim() || path;
    return place.value?.how === 'grid' ? i18n.global.t('field.place.roughly', { words }) : words;
  });
  /** The ledger's time is that of the arrival: what was written without a line says when that was. */
  const writtenOffline = (): Evidence[] =>
    offline.value ? [{ kind: 'text', text: i18n.global.t('field.report.offline'), at: now.value }] : [];

  function command() {
    const besides = form.read(now.value);
    const read = self.value && selfStep ? readForm(selfStep, selfDraft.value, now.value) : { form: {} };
    selfFaults.value = 'faults' in read ? read.faults : [];
    const made = reportCommand(
      item,
      place.value?.place ?? null,
      { ...draft.value, address: address.value },
      {
        ...besides,
        source: 'patrol',
        evidence: [
          ...evidenceOf(photos.value, inRecord(item.name)),
          ...(before?.evidence ?? writtenOffline()),
        ],
      },
      procedure?.place,
    );
    faults.value = 'faults' in made ? made.faults : [];
    photoFault.value = hindrance(photos.value);
    if ('faults' in made || 'faults' in read || !besides || photoFault.value) return null;
    const follow =
      self.value && selfStep ? { transition: selfStep.id, form: read.form, act: selfStep.name } : undefined;
    return { command: made.command, ...(follow && { follow }) };
  }

  /** Puts it into the outbox. */
  async function submit(): Promise<void> {
    const made = busy.value ? null : command();
    if (!made) return;
    busy.value = true;
    const act = {
      zh: i18n.global.t('field.tab.report', {}, { locale: 'zh' }),
      en: i18n.global.t('field.tab.report', {}, { locale: 'en' }),
    };
    const answer = await outbox.give({ title: inRecord(item.name), act, ...made });
    busy.value = false;
    if (answer !== 'waiting' && isRefusal(answer)) {
      refusal.value = answer;
      return;
    }
    if (mended) await outbox.discard(mended.key);
    keepRecent(item.id);
    outcome.value = answer;
  }
  return {
    draft,
    place,
    photos,
    photoFault,
    self,
    selfDraft,
    form,
    faults,
    refusal,
    busy,
    outcome,
    selfStep,
    submit,
    selfFault: (field: Field) => faultText(field, selfFaults.value, null),
  };
}
export type FieldReport = ReturnType<typeof openFieldReport>;
