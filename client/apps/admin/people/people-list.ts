import { useVirtualizer } from '@tanstack/vue-virtual';
import { useDebounceFn } from '@vueuse/core';
import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { ListedPerson, PeoplePage } from '#shared/wire/people.ts';
import type { AdminApi } from '../../../http/admin-api.ts';

/** Accounts a request, and the height of a row in pixels. */
export const pageSize = 100;
const rowHeight = 38;

export interface PeopleFilter {
  q: string;
  role: string;
  unit: string;
  post: string;
  grid: string;
  state: string;
}
export const noFilter: PeopleFilter = { q: '', role: '', unit: '', post: '', grid: '', state: '' };
export type PeopleSort = 'name' | 'login' | 'unit' | 'role' | 'used';

/**
 * The list of accounts, as much of it as is in sight: the server counts, sorts and finds, pages are read when they come into sight,
 * and an answer to what is asked no more is dropped.
 */
export function openPeopleList(admin: Pick<AdminApi, 'people'>, scroller: Readonly<Ref<HTMLElement | null>>) {
  const filter = reactive<PeopleFilter>({ ...noFilter });
  const sort = reactive<{ by: PeopleSort; down: boolean }>({ by: 'login', down: false });
  const pages = shallowRef<ReadonlyMap<number, readonly ListedPerson[]>>(new Map());
  const total = ref<number | null>(null);
  const states = shallowRef<PeoplePage['states']>({});
  const fault = shallowRef<Refusal | null>(null);
  let round = 0;
  const asked = new Set<number>();

  const query = computed(() => ({ ...filter, sort: sort.by, ...(sort.down && { down: '1' }) }));
  async function readPage(page: number): Promise<void> {
    if (asked.has(page)) return;
    asked.add(page);
    const mine = round;
    const answer = await admin.people({ ...query.value, offset: page * pageSize, limit: pageSize });
    if (mine !== round) return;
    if (isRefusal(answer)) {
      asked.delete(page);
      fault.value = answer;
      return;
    }
    fault.value = null;
    total.value = answer.total;
    states.value = answer.states;
    pages.value = new Map(pages.value).set(page, answer.rows);
  }
  /** Asks anew, from what is in sight. Rows stand until the answer comes, so that nothing flickers. */
  function refresh(): void {
    round += 1;
    asked.clear();
    const [first = 0] = inSight();
    void readPage(first).then(() => {
      pages.value = new Map([...pages.value].filter(([page]) => asked.has(page)));
      readSight();
    });
  }
  function begin(): void {
    scroller.value?.scrollTo({ top: 0 });
    refresh();
  }
  watch(() => [sort.by, sort.down, filter.role, filter.unit, filter.post, filter.grid, filter.state], begin);
  watch(() => filter.q, useDebounceFn(begin, 200));

  const virtual = useVirtualizer(
    computed(() => ({
      count: total.value ?? 0,
      getScrollElement: () => scroller.value,
      estimateSize: () => rowHeight,
      overscan: 8,
    })),
  );
  const inSight = (): number[] => [
    ...new Set(virtual.value.getVirtualItems().map(({ index }) => Math.floor(index / pageSize))),
  ];
  function readSight(): void {
    for (const page of inSight()) void readPage(page);
  }
  const at = (index: number): ListedPerson | undefined =>
    pages.value.get(Math.floor(index / pageSize))?.[index % pageSize];
  const drawn = computed(() =>
    virtual.value.getVirtualItems().map(({ index, start }) => ({ index, start, row: at(index) })),
  );
  watch(drawn, readSight);

  return {
    filter,
    sort,
    query,
    total,
    states,
    fault,
    drawn,
    at,
    refresh,
    height: computed(() => virtual.value.getTotalSize()),
    first: (): void => void readPage(0),
    sortBy(by: PeopleSort): void {
      sort.down = sort.by === by && !sort.down;
      sort.by = by;
    },
    bring: (index: number): void => virtual.value.scrollToIndex(index),
    /** Where an account stands among the rows that were read; -1: in none of them. */
    indexOf(login: string): number {
      for (const [page, rows] of pages.value) {
        const place = rows.findIndex((row) => row.login === login);
        if (place >= 0) return page * pageSize + place;
      }
      return -1;
    },
    /** Puts an account that was changed in the place of the row it was. */
    put(row: ListedPerson): void {
      const put = (rows: readonly ListedPerson[]) => rows.map((one) => (one.login === row.login ? row : one));
      pages.value = new Map([...pages.value].map(([page, rows]) => [page, put(rows)]));
    },
  };
}
export type PeopleList = ReturnType<typeof openPeopleList>;

/** How an account stands at an instant, as the server counts it. */
export function stateOf(
  { disabled, from, until, hasPassword }: ListedPerson,
  now: number,
): 'here' | 'waiting' | 'out' | 'over' {
  if (disabled) return 'out';
  if ((from ?? 0) > now || (until ?? Infinity) <= now) return 'over';
  return hasPassword ? 'here' : 'waiting';
}
