import { inject, provide, ref, shallowRef, watch, type InjectionKey } from 'vue';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { purposes, type Purpose } from '#shared/record/purpose.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { RecordCounts, RecordDetail, RecordList } from '#shared/wire/records.ts';
import { addressOfRecord } from '../../app-address.ts';
import type { Api } from '../../http/api.ts';
import { openRecordsApi } from '../../http/records-api.ts';
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
  const asked = new URLSearchParams(location.search);
  const words = ref(asked.get('q') ?? '');
  const kind = ref(asked.get('kind'));
  const grid = ref(asked.get('grid') ?? (slice.grids.length === 1 ? (slice.grids[0] ?? null) : null));
  const purpose = ref<Purpose | null>(purposeKept());
  const list = shallowRef<RecordList | null>(null);
  const counts = shallowRef<RecordCounts | null>(null);
  const openId = ref(subject);
  const detail = shallowRef<RecordDetail | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const detailFault = shallowRef<Refusal | null>(null);
  const busy = ref(false);
  let [turn, detailTurn] = [0, 0];

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
  async function read(): Promise<void> {
    const mine = ++detailTurn;
    const id = openId.value;
    if (id === null) {
      [detail.value, detailFault.value] = [null, null];
      return;
    }
    const answer = await records.open(id, purpose.value ?? undefined);
    if (mine !== detailTurn) return;
    detailFault.value = isRefusal(answer) ? answer : null;
    detail.value = isRefusal(answer) ? null : answer;
  }
  function address(): string {
    const query = new URLSearchParams();
    if (words.value.trim()) query.set('q', words.value.trim());
    if (kind.value) query.set('kind', kind.value);
    if (grid.value) query.set('grid', grid.value);
    const rest = query.size > 0 ? `?${query.toString()}` : '';
    return addressOfRecord(api.jurisdiction, openId.value ?? undefined) + rest;
  }

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
    words,
    kind,
    grid,
    purpose,
    list,
    counts,
    openId,
    detail,
    fault,
    detailFault,
    busy,
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

function purposeKept(): Purpose | null {
  const kept = sessionStorage.getItem(keptPurpose);
  return purposes.find((one) => one === kept) ?? null;
}

export type RecordsRoom = ReturnType<typeof makeRecordsRoom>;
const key: InjectionKey<RecordsRoom> = Symbol('records');
export const provideRecordsRoom = (room: RecordsRoom): void => provide(key, room);
export const useRecordsRoom = (): RecordsRoom => must(inject(key), 'the room of records');
