import { useDebounceFn } from '@vueuse/core';
import { computed, reactive, watch, type Ref } from 'vue';
import type { ListedPerson } from '#shared/wire/people.ts';
import type { AdminApi } from '../../../http/admin-api.ts';
import { openPages, pageSize, useSight } from './people-pages.ts';

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

/** The list of accounts, as much of it as is in sight: the server counts, sorts and finds. */
export function openPeopleList(admin: Pick<AdminApi, 'people'>, scroller: Readonly<Ref<HTMLElement | null>>) {
  const filter = reactive<PeopleFilter>({ ...noFilter });
  const sort = reactive<{ by: PeopleSort; down: boolean }>({ by: 'login', down: false });
  const query = computed(() => ({ ...filter, sort: sort.by, ...(sort.down && { down: '1' }) }));
  const pages = openPages((page) =>
    admin.people({ ...query.value, offset: page * pageSize, limit: pageSize }),
  );
  const { first, read, ...sight } = useSight(pages, scroller);
  /** Asks anew, from what is in sight. */
  const refresh = (): void => void pages.again(first()).then(read);
  function begin(): void {
    scroller.value?.scrollTo({ top: 0 });
    refresh();
  }
  watch(() => [sort.by, sort.down, filter.role, filter.unit, filter.post, filter.grid, filter.state], begin);
  watch(() => filter.q, useDebounceFn(begin, 200));
  const { total, states, fault, at, indexOf, put, readPage } = pages;
  return {
    filter,
    sort,
    query,
    total,
    states,
    fault,
    ...sight,
    at,
    indexOf,
    put,
    refresh,
    first: (): void => void readPage(0),
    sortBy(by: PeopleSort): void {
      sort.down = sort.by === by && !sort.down;
      sort.by = by;
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
