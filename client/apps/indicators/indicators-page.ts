import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { useEventListener, watchThrottled } from '@vueuse/core';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { domainsOf } from '#shared/pack/domain.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { IndicatorList } from '#shared/wire/indicators.ts';
import { addressOf, addressOfIndicators } from '../../app-address.ts';
import { openIndicatorsApi } from '../../http/indicators-api.ts';
import { useInstant } from '../../replay/instant.ts';
import { openFavourites } from './favourites.ts';
import { countsOf, groups, isIn, listed, type Group } from './indicator-list.ts';

/** What is read again is at most so old. */
const refreshMs = 10_000;
const playedMs = 1_000;
const roomyScreen = '(min-width: 1100px)';

/** The list of the page, what is chosen of it, and which indicator is open. Call it in the setup of the page. */
export function openIndicatorsPage(jurisdiction: string, person: Person, pack: Pick<PackDigest, 'domains'>) {
  const instant = useInstant();
  const indicators = openIndicatorsApi(jurisdiction, undefined, () => instant.value);
  const list = shallowRef<IndicatorList | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const chosen = ref(addressOf(location.pathname)?.subject ?? null);
  const picking = openPicking(list, { jurisdiction, person, pack });
  const { group, shown } = picking;

  async function read(): Promise<void> {
    const answer = await indicators.list();
    fault.value = isRefusal(answer) ? answer : null;
    if (isRefusal(answer)) return;
    const isFirst = list.value === null;
    list.value = answer;
    // Where there is room beside the list, what is out of bounds is open at once.
    if (isFirst && chosen.value === null && group.value !== 'overview' && matchMedia(roomyScreen).matches)
      chosen.value = shown.value[0]?.id ?? null;
  }
  void read();
  // The past is dragged and played: what it stood at is asked for at most so often.
  watchThrottled(instant, () => void read(), { throttle: playedMs, trailing: true });
  const timer = setInterval(() => void read(), refreshMs);
  onScopeDispose(() => clearInterval(timer));

  function open(id: string | null): void {
    chosen.value = id;
    history.pushState(null, '', address());
  }
  /** The group stands in the address, so that a page at a glance can be sent and kept. */
  function address(): string {
    const plain = addressOfIndicators(jurisdiction, chosen.value ?? undefined);
    return group.value === 'all' ? plain : `${plain}?group=${group.value}`;
  }
  watch(group, (now) => {
    if (now === 'overview') chosen.value = null;
    history.replaceState(null, '', address());
  });
  useEventListener(globalThis, 'popstate', () => {
    chosen.value = addressOf(location.pathname)?.subject ?? null;
  });
  /** The neighbour of the open one in the list. */
  function step(by: 1 | -1): void {
    const place = shown.value.findIndex(({ id }) => id === chosen.value);
    const next = shown.value[Math.max(0, Math.min(shown.value.length - 1, place + by))];
    if (next) open(next.id);
  }
  return { instant, indicators, list, fault, chosen, ...picking, open, step };
}

/** What of the list is shown: a group, a word, those that somebody keeps. */
function openPicking(
  list: Readonly<Ref<IndicatorList | null>>,
  { jurisdiction, person, pack }: { jurisdiction: string; person: Person; pack: Pick<PackDigest, 'domains'> },
) {
  const domains = domainsOf(pack).map(({ id }) => id);
  const everyGroup: readonly Group[] = [...groups, ...domains];
  const asked = new URLSearchParams(location.search).get('group');
  const group = ref<Group>(everyGroup.find((one) => one === asked) ?? 'all');
  const word = ref('');
  const { all: favourites, turn } = openFavourites(jurisdiction, person.id);
  const rows = computed(() => list.value?.rows ?? []);
  const overview = computed(() => list.value?.overview ?? []);
  const picked = computed(() => ({
    favourites: favourites.value,
    tiles: new Set(overview.value.flatMap(({ indicators }) => indicators)),
  }));
  const offered = computed(() => everyGroup.filter((one) => one !== 'overview' || overview.value.length > 0));
  return {
    overview,
    group,
    word,
    favourites,
    turn,
    shown: computed(() =>
      listed(rows.value, { group: group.value, word: word.value, domains, ...picked.value }),
    ),
    tallies: computed(() =>
      offered.value.map((one) => {
        const own = rows.value.filter((row) => isIn(one, row, picked.value));
        const out = own.filter(({ state }) => state === '2').length;
        return { group: one, isDomain: !groups.some((known) => known === one), count: own.length, out };
      }),
    ),
    counts: computed(() => countsOf(rows.value)),
  };
}

/** `J` and `K` walk the list, `/` goes to the search. */
export function useListKeys(search: Ref<HTMLElement | undefined>, step: (by: 1 | -1) => void): void {
  useEventListener(document, 'keydown', (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = ({ j: 1, k: -1 } as const)[event.key.toLowerCase() as 'j'];
    if (by !== undefined) step(by);
    if (event.key !== '/') return;
    event.preventDefault();
    search.value?.focus();
  });
}
