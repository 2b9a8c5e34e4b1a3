import { useVirtualizer } from '@tanstack/vue-virtual';
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { ListedPerson, PeoplePage } from '#shared/wire/people.ts';

/** Accounts a request, and the height of a row in pixels. */
export const pageSize = 100;
const rowHeight = 38;

/** Pages of a list as they were read: each once a round, and an answer to what is asked no more is dropped. */
export function openPages(read: (page: number) => Promise<PeoplePage | Refusal>) {
  const pages = shallowRef<ReadonlyMap<number, readonly ListedPerson[]>>(new Map());
  const total = ref<number | null>(null);
  const states = shallowRef<PeoplePage['states']>({});
  const fault = shallowRef<Refusal | null>(null);
  const asked = new Set<number>();
  let round = 0;
  async function readPage(page: number): Promise<void> {
    if (asked.has(page)) return;
    asked.add(page);
    const mine = round;
    const answer = await read(page);
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
  return {
    total,
    states,
    fault,
    readPage,
    /** Begins another round at a page. Rows stand until the answer comes, so that nothing flickers. */
    async again(page: number): Promise<void> {
      round += 1;
      asked.clear();
      await readPage(page);
      pages.value = new Map([...pages.value].filter(([one]) => asked.has(one)));
    },
    at: (index: number): ListedPerson | undefined =>
      pages.value.get(Math.floor(index / pageSize))?.[index % pageSize],
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

/** The rows of a list that are in sight, and the pages that they stand on, which are read when they come. */
export function useSight(
  { total, at, readPage }: ReturnType<typeof openPages>,
  scroller: Readonly<Ref<HTMLElement | null>>,
) {
  const virtual = useVirtualizer(
    computed(() => ({
      count: total.value ?? 0,
      getScrollElement: () => scroller.value,
      estimateSize: () => rowHeight,
      overscan: 8,
    })),
  );
  const pagesInSight = (): number[] => [
    ...new Set(virtual.value.getVirtualItems().map(({ index }) => Math.floor(index / pageSize))),
  ];
  function read(): void {
    for (const page of pagesInSight()) void readPage(page);
  }
  const drawn = computed(() =>
    virtual.value.getVirtualItems().map(({ index, start }) => ({ index, start, row: at(index) })),
  );
  watch(drawn, read);
  return {
    drawn,
    read,
    first: (): number => pagesInSight()[0] ?? 0,
    height: computed(() => virtual.value.getTotalSize()),
    bring: (index: number): void => virtual.value.scrollToIndex(index),
  };
}
