import { inRecord } from '#shared/kernel/localized.ts';
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { may } from '#shared/access/may.ts';
import type { Actor } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Caller } from '#shared/wire/caller.ts';
import type { Suggestion } from '#shared/wire/responsibility.ts';
import type { Grade } from '#shared/procedure/schema.ts';
import { evidenceOf } from '../../../files/picked-files.ts';
import { firstChoice } from '../../../forms/form.ts';
import { language } from '../../../locales/i18n.ts';
import { keepReport } from '../../../reporting/kept-report.ts';
import { openReport } from '../../../reporting/open-report.ts';
import { needsOf, reportCommand, type ReportDraft } from '../../../reporting/report.ts';
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

type CallGround = Pick<SeatContext, 'api' | 'index' | 'drafts'> &
  Pick<LiveContext, 'now'> &
  Pick<ActingContext, 'report'>;

/** What stands in the form of a call or of other business, kept on this device until it is sent. */
export function openCallForm(entry: Entry, room: CallGround, place: Ref<Point | null>) {
  const { index, now } = room;
  const item = shallowRef<CatalogueItem | null>(null);
  const procedure = computed(() => index.procedures.get(item.value?.procedure ?? '') ?? null);
  const fields = computed(() => procedure.value?.form ?? []);
  const report = openReport<Point>({ fields, item, place });
  const { draft, photos } = report;
  const caller = ref<Caller>({ ...nobody });
  /** Empty: as the item has it. */
  const grade = ref<Grade | ''>('');
  const isCalled = (): boolean => Object.values(caller.value).some((one) => one.trim() !== '');
  const written = computed(
    () => report.touched() || draft.value.title !== '' || item.value !== null || isCalled(),
  );
  const kept = keepReport<Point, { item: string | null; caller: Caller }>(
    entry,
    report,
    {
      read: () => ({ item: item.value?.id ?? null, caller: caller.value }),
      write(value) {
        item.value = index.items.get(value.item ?? '') ?? null;
        caller.value = { ...nobody, ...value.caller };
      },
      touched: () => written.value,
      place: (before) => place.value ?? before,
    },
    room.drafts(),
  );

  watch(item, () => (grade.value = ''));
  nameByItem(item, draft);

  /** Registers it. The number under which it is in the ledger and on the table; null when it is not. */
  async function submit(): Promise<string | null> {
    const lies = procedure.value?.place;
    const said = report.check(needsOf(lies), now.value);
    const of = item.value;
    if (!said || !of) return null;
    const graded = grade.value === '' ? {} : { grade: grade.value };
    const besides = { ...said, ...graded, evidence: evidenceOf(photos.value, '') };
    const command = reportCommand(of, place.value, draft.value, besides, lies);
    const answer = await report.send(() =>
      room.report({ ...command, ...(isCalled() && { caller: caller.value }) }),
    );
    if (answer) await kept.sent();
    return answer?.subject ?? null;
  }

  return {
    ...report,
    item,
    procedure,
    caller,
    grade,
    written,
    kept,
    submit,
    units: openUnits(room, item, place, draft),
  };
}
export type CallForm = ReturnType<typeof openCallForm>;

/** A matter is called as its item until somebody says otherwise. */
function nameByItem(item: Readonly<Ref<CatalogueItem | null>>, draft: Ref<ReportDraft>): void {
  watch(item, (chosen, before) => {
    const { title } = draft.value;
    if (chosen && (title === '' || title === inRecord(before?.name)))
      draft.value.title = inRecord(chosen.name);
  });
}

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
