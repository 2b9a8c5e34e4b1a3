import { inject, provide, ref, shallowRef, watch, type InjectionKey, type Ref } from 'vue';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { purposes, type Purpose } from '#shared/record/purpose.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { RecordCounts, RecordDetail, RecordList } from '#shared/wire/records.ts';
import { addressOfRecord } from '../../app-address.ts';
import type { Api } from '../../http/api.ts';
import { openRecordsApi, type RecordsApi } from '../../http/records-api.ts';
import { indexPack } from '../../telling/names.ts';
import { sliceOf } from '../../telling/slice.ts';

const keptPurpose = 'jiuhuan.records.purpose';
const pageSize = 100;
const typingMs = 220;

export interface RecordsSetup {
  api: Api;
  person: Person;
  pack: PackDigest;
  /** The record that the address names. */
  subject: string | null;
}

/** All that the parts of the page share: what is asked, what was found, and the record that is open. */
export function makeRecordsRoom({ api, person, pack, subject }: RecordsSetup) {
  const records = openRecordsApi(api.jurisdiction);
  const slice = sliceOf(person, pack);
  const question = openQuestion(slice.grids);
  const { words, kind, grid, purpose } = question;
  const openId = ref(subject);
  const { find, count, ...found } = openFound(records, question);
  const { read, ...opened } = openRecord(records, openId, purpose);
  const address = (): string =>
    addressOfRecord(api.jurisdiction, openId.value ?? undefined) + questionWords(question);

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(words, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void find(), typingMs);
  });
  watch([kind, grid], () => void find());
  watch(grid, () => void count());
  watch(purpose, (next) => {
    sessionStorage.setItem(keptPurpose, next ?? '');
    void find();
    void read();
  });
  watch(openId, () => void read());
  watch([words, kind, grid], () => history.replaceState(null, '', address()));
  void Promise.all([find(), count(), read()]);
  return {
    api,
    records,
    person,
    pack,
    slice,
    index: indexPack(pack),
    ...question,
    ...found,
    openId,
    ...opened,
    find,
    read,
    mayChange: may(person, 'keep-records'),
    open(id: string | null): void {
      if (id === openId.value) return;
      openId.value = id;
      history.pushState(null, '', address());
    },
    /** The address changed under the page. */
    follow(id: string | null): void {
      openId.value = id;
    },
  };
}

/** What is looked for, where and why, as the address says it; the reason is kept for the visit. */
function openQuestion(grids: readonly string[]) {
  const asked = new URLSearchParams(location.search);
  return {
    words: ref(asked.get('q') ?? ''),
    kind: ref(asked.get('kind')),
    grid: ref(asked.get('grid') ?? (grids.length === 1 ? (grids[0] ?? null) : null)),
    purpose: ref<Purpose | null>(purposeKept()),
  };
}
type Question = ReturnType<typeof openQuestion>;

function questionWords({ words, kind, grid }: Question): string {
  const query = new URLSearchParams();
  if (words.value.trim()) query.set('q', words.value.trim());
  if (kind.value) query.set('kind', kind.value);
  if (grid.value) query.set('grid', grid.value);
  return query.size > 0 ? `?${query.toString()}` : '';
}

/** What was found, page by page, and how many there are of each kind; of two questions the last is answered. */
function openFound(records: RecordsApi, { words, kind, grid, purpose }: Question) {
  const list = shallowRef<RecordList | null>(null);
  const counts = shallowRef<RecordCounts | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const busy = ref(false);
  let turn = 0;
  /** `more`: behind what is shown. */
  async function find(more = false): Promise<void> {
    const mine = ++turn;
    busy.value = true;
    const shown = list.value?.records.length ?? 0;
    const answer = await records.find({
      q: words.value.trim(),
      kind: kind.value ?? undefined,
      grid: grid.value ?? undefined,
      purpose: purpose.value ?? undefined,
      limit: pageSize,
      from: more ? shown : 0,
    });
    if (mine !== turn) return;
    busy.value = false;
    fault.value = isRefusal(answer) ? answer : null;
    if (isRefusal(answer)) return;
    list.value =
      more && list.value ? { ...answer, records: [...list.value.records, ...answer.records] } : answer;
  }
  async function count(): Promise<void> {
    const answer = await records.counts(grid.value ?? undefined);
    if (!isRefusal(answer)) counts.value = answer;
  }
  return { list, counts, fault, busy, find, count };
}

/** The record that is open. */
function openRecord(
  records: RecordsApi,
  openId: Readonly<Ref<string | null>>,
  purpose: Readonly<Ref<Purpose | null>>,
) {
  const detail = shallowRef<RecordDetail | null>(null);
  const detailFault = shallowRef<Refusal | null>(null);
  let turn = 0;
  async function read(): Promise<void> {
    const mine = ++turn;
    const id = openId.value;
    if (id === null) {
      [detail.value, detailFault.value] = [null, null];
      return;
    }
    const answer = await records.open(id, purpose.value ?? undefined);
    if (mine !== turn) return;
    detailFault.value = isRefusal(answer) ? answer : null;
    detail.value = isRefusal(answer) ? null : answer;
  }
  return { detail, detailFault, read };
}

function purposeKept(): Purpose | null {
  const kept = sessionStorage.getItem(keptPurpose);
  return purposes.find((one) => one === kept) ?? null;
}

export type RecordsRoom = ReturnType<typeof makeRecordsRoom>;
const key: InjectionKey<RecordsRoom> = Symbol('records');
export const provideRecordsRoom = (room: RecordsRoom): void => provide(key, room);
export const useRecordsRoom = (): RecordsRoom => must(inject(key), 'the room of records');
