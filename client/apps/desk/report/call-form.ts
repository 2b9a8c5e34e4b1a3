import { inRecord } from '#shared/kernel/localized.ts';
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { may } from '#shared/access/may.ts';
import type { Actor } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Caller } from '#shared/wire/caller.ts';
import type { Suggestion } from '#shared/wire/responsibility.ts';
import { firstChoice, type Draft } from '../../../forms/form.ts';
import { useDraft, type DraftParts } from '../../../forms/kept-drafts.ts';
import { openReportForm } from '../../../forms/report-form.ts';
import { reportCommand, type ReportDraft } from '../../../forms/report.ts';
import { language } from '../../../locales/i18n.ts';
import { evidenceOf, hindrance, type PickedFile } from '../../../files/picked-files.ts';
import type { ActingContext } from '../contexts/acting.ts';
import type { LiveContext } from '../contexts/live.ts';
import type { SeatContext } from '../contexts/seat.ts';

/** A call comes in by telephone; other business has its own entry. */
export type Entry = 'call' | 'business';

/** Calls are written down at the desks of the centre. */
export function mayBegin(actor: Actor, what: Entry): boolean {
  return what !== 'call' || may(actor, 'man-desk');
}
const nobody: Caller = { name: '', phone: '', callBack: '', outside: '' };

interface Kept {
  item: string | null;
  draft: ReportDraft;
  place: Point | null;
  caller: Caller;
  form: Omit<Draft, 'files'>;
}

type CallGround = Pick<SeatContext, 'api' | 'index' | 'drafts'> &
  Pick<LiveContext, 'now'> &
  Pick<ActingContext, 'report'>;

/** What stands in the form of a call or of other business, kept on this device until it is sent. */
export function openCallForm(entry: Entry, room: CallGround, place: Ref<Point | null>) {
  const { index, now, report } = room;
  const item = shallowRef<CatalogueItem | null>(null);
  const draft = ref<ReportDraft>({ title: '', detail: '', address: '', urgent: false });
  const caller = ref<Caller>({ ...nobody });
  const form = openReportForm(item, index.procedures);
  const photos = ref<PickedFile[]>([]);
  const refusal = shallowRef<Refusal | null>(null);
  const faults = ref<readonly string[]>([]);
  const hinders = ref<ReturnType<typeof hindrance>>(null);
  const busy = ref(false);
  const written = computed(
    () =>
      [...Object.values(draft.value), ...Object.values(caller.value)].some(
        (one) => one !== '' && one !== false,
      ) ||
      item.value !== null ||
      photos.value.length > 0,
  );

  function putBack({ value, files }: DraftParts<Kept>): void {
    item.value = index.items.get(value.item ?? '') ?? null;
    draft.value = { ...draft.value, ...value.draft };
    caller.value = { ...nobody, ...value.caller };
    place.value ??= value.place;
    photos.value = files['photos'] ?? [];
    // The fields of the item stand once it is chosen.
    queueMicrotask(() => {
      const into = form.draft.value;
      for (const part of ['texts', 'lists', 'limits'] as const)
        for (const [id, one] of Object.entries(value.form[part]))
          if (id in into[part]) Object.assign(into[part], { [id]: one });
    });
  }
  const kept = useDraft<Kept>(
    entry,
    {
      read() {
        if (!written.value) return null;
        const { texts, lists, limits } = form.draft.value;
        const value: Kept = {
          item: item.value?.id ?? null,
          draft: draft.value,
          place: place.value,
          caller: caller.value,
          form: { texts, lists, limits },
        };
        return { value, files: { photos: photos.value } };
      },
      write: putBack,
    },
    room.drafts(),
  );

  watch(item, (chosen, before) => {
    const { title } = draft.value;
    if (chosen && (title === '' || title === inRecord(before?.name)))
      draft.value.title = inRecord(chosen.name);
  });

  /** Registers it. True when it is in the ledger and on the table. */
  async function submit(): Promise<boolean> {
    const besides = form.read(now.value);
    const evidence = evidenceOf(photos.value, '');
    const lies = form.procedure.value?.place;
    const made = reportCommand(item.value, place.value, draft.value, { ...besides, evidence }, lies);
    faults.value = 'faults' in made ? made.faults : [];
    hinders.value = hindrance(photos.value);
    if ('faults' in made || !besides || hinders.value || busy.value) return false;
    busy.value = true;
    const known = Object.values(caller.value).some((one) => one.trim() !== '');
    const answer = await report({ ...made.command, ...(known && { caller: caller.value }) }).finally(
      () => (busy.value = false),
    );
    refusal.value = isRefusal(answer) ? answer : null;
    if (isRefusal(answer)) return false;
    await kept.sent();
    return true;
  }

  return {
    item,
    draft,
    caller,
    form,
    photos,
    refusal,
    faults,
    hinders,
    busy,
    written,
    kept,
    submit,
    units: openUnits(room, item, place, draft),
  };
}
export type CallForm = ReturnType<typeof openCallForm>;

/** Whom the one key sends: as the desk would have chosen them after the registration. */
function openUnits(
  { api }: Pick<SeatContext, 'api'>,
  item: Readonly<Ref<CatalogueItem | null>>,
  place: Readonly<Ref<Point | null>>,
  draft: Readonly<Ref<ReportDraft>>,
) {
  const found = shallowRef<readonly Suggestion[]>([]);
  watch([item, place, () => draft.value.urgent], async ([chosen, at, urgent]) => {
    found.value = [];
    if (!chosen || !at) return;
    const answer = await api.suggestionsFor({ item: chosen.id, place: at, urgent }, language());
    if (item.value === chosen && place.value === at) found.value = isRefusal(answer) ? [] : answer;
  });
  return computed(() => {
    const choice = firstChoice(found.value);
    return found.value.filter(({ unit }) => choice[unit] !== undefined);
  });
}
