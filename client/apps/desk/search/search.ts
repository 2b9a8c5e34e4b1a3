import { computed, inject, provide, ref, shallowRef, watch, type InjectionKey, type Ref } from 'vue';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { IncidentList } from '#shared/wire/http.ts';
import type { SavedFilter, SearchFilter } from '#shared/wire/saved-filters.ts';
import type { Api } from '../../../http/api.ts';
import { loadGeodata } from '../../../map/geodata.ts';
import type { LiveContext } from '../contexts/live.ts';
import type { SeatContext } from '../contexts/seat.ts';

/** Answers that come one after another on the same question. */
export type Hits = Pick<IncidentList, 'rows' | 'total' | 'exact' | 'next' | 'lookedSince' | 'behind'>;
const pageSize = 20;

/** The search of a desk: what is asked, what was found, and the filters this person keeps. */
export interface SearchPorts {
  api: Api;
  now: () => number;
  /** Areas by id, read from the map when the search is first opened. */
  readGrids(): Promise<ReadonlyMap<string, { name: string }>>;
  wait?: (ms: number) => Promise<void>;
}

export function openSearch(ports: SearchPorts) {
  const { api, readGrids } = ports;
  const text = ref('');
  const filter = shallowRef<SearchFilter>({});
  /** Counts how often a kept filter was applied: the box opens then. */
  const applied = ref(0);
  const grids = shallowRef<ReadonlyMap<string, { name: string }>>(new Map());
  const asked = computed<SearchFilter>(() => {
    const q = text.value.trim();
    return { ...filter.value, ...(q !== '' && { q }) };
  });
  return {
    text,
    filter,
    asked,
    applied,
    grids,
    ...openAnswers(ports, asked),
    /** Without the map areas are not offered; all else is. */
    async enter(): Promise<void> {
      if (grids.value.size === 0) grids.value = await readGrids().catch(() => grids.value);
    },
    /** Puts a kept filter in place of what is asked. */
    apply({ filter: kept }: SavedFilter): void {
      const { q = '', ...rest } = kept;
      filter.value = rest;
      text.value = q;
      applied.value += 1;
    },
    ...openKept(api, () => asked.value),
  };
}
export type Search = ReturnType<typeof openSearch>;

/** What was found, asked for anew as the question changes. An answer to a question that is no longer asked is thrown away. */
function openAnswers({ api, now, wait = pause }: SearchPorts, asked: Readonly<Ref<SearchFilter>>) {
  const hits = shallowRef<Hits | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  const looking = ref(false);
  const isEmpty = computed(() => Object.keys(asked.value).length === 0);
  let question = 0;
  async function ask(after: string | null, restMs = 0): Promise<void> {
    const mine = ++question;
    refusal.value = null;
    if (after === null) hits.value = null;
    looking.value = !isEmpty.value;
    if (isEmpty.value) return;
    if (restMs > 0) await wait(restMs);
    if (mine !== question) return;
    const { days, ...query } = asked.value;
    const answer = await api.incidents({
      ...query,
      ...(days !== undefined && { from: now() - days * dayMs }),
      ...(after !== null && { after }),
      limit: pageSize,
    });
    if (mine !== question) return;
    looking.value = false;
    if (isRefusal(answer)) refusal.value = answer;
    else
      hits.value =
        after === null ? answer : { ...answer, rows: [...(hits.value?.rows ?? []), ...answer.rows] };
  }
  watch(asked, () => void ask(null, 150), { flush: 'sync' });
  return {
    hits,
    refusal,
    looking,
    isEmpty,
    again: () => ask(null),
    more: () => ask(hits.value?.next ?? null),
  };
}

function openKept(api: Api, asked: () => SearchFilter) {
  const kept = shallowRef<readonly SavedFilter[]>([]);
  const keptRefusal = shallowRef<Refusal | null>(null);
  const told = <T>(answer: T | Refusal): answer is T => {
    keptRefusal.value = isRefusal(answer) ? answer : null;
    return !isRefusal(answer);
  };
  return {
    kept,
    keptRefusal,
    async readKept(): Promise<void> {
      const answer = await api.filters();
      if (told(answer)) kept.value = answer;
    },
    /** Keeps what is asked now under a name. */
    async keep(name: string): Promise<boolean> {
      const answer = await api.keepFilter(name, asked());
      if (!told(answer)) return false;
      kept.value = [...kept.value, answer];
      return true;
    },
    async rename(id: string, name: string): Promise<void> {
      const answer = await api.renameFilter(id, name);
      if (told(answer)) kept.value = kept.value.map((one) => (one.id === id ? answer : one));
    },
    async forget(id: string): Promise<void> {
      if (await api.forgetFilter(id)) kept.value = kept.value.filter((one) => one.id !== id);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

const searchKey: InjectionKey<Search> = Symbol('search');
export function provideSearch(search: Search): void {
  provide(searchKey, search);
}
/** The search of a desk, with the areas of its map. */
export function provideDeskSearch({
  api,
  pack,
  now,
}: Pick<SeatContext, 'api' | 'pack'> & Pick<LiveContext, 'now'>): void {
  const readGrids = async () => (await loadGeodata(pack.identity)).tree.byId;
  provideSearch(openSearch({ api, now: () => now.value, readGrids }));
}
export function useSearch(): Search {
  return must(inject(searchKey), 'search');
}
