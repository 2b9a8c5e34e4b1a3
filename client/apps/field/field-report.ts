import { inRecord } from '#shared/kernel/localized.ts';
import { computed, ref, shallowRef, type Ref } from 'vue';
import type { Evidence } from '#shared/incident/incident.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Outcome } from '../../commands/open-outbox.ts';
import { evidenceOf } from '../../files/picked-files.ts';
import { draftOf } from '../../forms/form.ts';
import { i18n } from '../../locales/i18n.ts';
import { openAsked } from '../../reporting/asked.ts';
import { openReport } from '../../reporting/open-report.ts';
import { needsOf, reportCommand } from '../../reporting/report.ts';
import { pathOf, pointPlace, type ChosenPlace } from './chosen-place.ts';
import type { FieldRoom } from './field-room.ts';
import { keepRecent, selfHandling } from './reportable.ts';

/** A report while it is written down; `mend` names the refused one of the outbox that it takes the place of. */
export function openFieldReport(item: CatalogueItem, mend: string | undefined, room: FieldRoom) {
  const { outbox, index, actor, now, offline, map } = room;
  const mended = outbox.entries.value.find(({ key }) => key === mend);
  const before = mended?.command.kind === 'report' ? mended.command : null;
  const procedure = index.procedures.get(item.procedure);
  const fields = shallowRef(procedure?.form ?? []);
  const report = openReport<ChosenPlace>({
    fields,
    item: shallowRef(item),
    place: shallowRef(before?.place ? pointPlace(before.place, 'map', map.value?.tree ?? null) : null),
    begins: {
      title: inRecord(item.name),
      detail: before?.detail ?? '',
      address: before?.address ?? '',
      urgent: before?.urgent ?? false,
    },
  });
  const { draft, place, photos, asked, refusal, busy } = report;
  if (before?.form) asked.draft.value = draftOf(fields.value, before.form);
  refusal.value = mended?.refusal ?? null;
  /** The step by which it is done already, where it may be, and what that asks for. */
  const selfStep = selfHandling(procedure, actor.role);
  const selfAsked = openAsked(shallowRef(selfStep?.form ?? []), shallowRef(selfStep));
  selfAsked.draft.value = draftOf(selfStep?.form ?? [], mended?.follow?.form ?? {});
  const self = ref(mended?.follow !== undefined);
  const outcome = shallowRef<Exclude<Outcome, Refusal> | null>(null);

  const address = addressOf(draft, place, map);
  function command() {
    const step = self.value ? selfStep : null;
    const done = step ? selfAsked.read(now.value) : {};
    const said = report.check(needsOf(procedure?.place), now.value);
    if (!said || !done) return null;
    const told = before?.evidence ?? (offline.value ? [writtenOffline(now.value)] : []);
    const evidence = [...evidenceOf(photos.value, inRecord(item.name)), ...told];
    const words = { ...draft.value, address: address.value };
    const besides = { ...said, source: 'patrol' as const, evidence };
    return {
      command: reportCommand(item, place.value?.place ?? null, words, besides, procedure?.place),
      ...(step && { follow: { transition: step.id, form: done.form ?? {}, act: step.name } }),
    };
  }

  /** Puts it into the outbox. */
  async function submit(): Promise<void> {
    const made = busy.value ? null : command();
    if (!made) return;
    const answer = await report.send(() =>
      outbox.give({ title: inRecord(item.name), act: actWords(), ...made }),
    );
    if (!answer) return;
    if (mended) await outbox.discard(mended.key);
    keepRecent(item.id);
    outcome.value = answer;
  }
  return { ...report, self, selfStep, selfAsked, outcome, submit };
}
export type FieldReport = ReturnType<typeof openFieldReport>;

/** What the place is called: the person's words, else its grids; a place no closer than its grid says so. */
function addressOf(
  draft: Readonly<Ref<{ address: string }>>,
  place: Readonly<Ref<ChosenPlace | null>>,
  map: FieldRoom['map'],
) {
  return computed(() => {
    const path = place.value?.chain ? pathOf(place.value.chain, map.value?.tree ?? null) : '';
    const words = draft.value.address.trim() || path;
    return place.value?.how === 'grid' ? i18n.global.t('field.place.roughly', { words }) : words;
  });
}

/** What the outbox calls it, in both languages: it may be read in another one than it was written in. */
function actWords() {
  const key = 'field.tab.report';
  return {
    zh: i18n.global.t(key, {}, { locale: 'zh' }),
    en: i18n.global.t(key, {}, { locale: 'en' }),
  };
}

/** The ledger's time is that of the arrival: what was written without a line says when that was. */
function writtenOffline(at: number): Evidence {
  return { kind: 'text', text: i18n.global.t('field.report.offline'), at };
}
