import { computed, inject, onScopeDispose, provide, ref, shallowRef, watch, type InjectionKey } from 'vue';
import { useIntervalFn } from '@vueuse/core';
import { textIn } from '#shared/kernel/localized.ts';
import type { Person } from '#shared/access/person.ts';
import type { WindowKind } from '#shared/indicator/window.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Scores, SupervisedRow, SupervisionList } from '#shared/wire/supervision.ts';
import { fileGround } from '../../commands/file-ground.ts';
import { provideFormGround } from '../../forms/form-ground.ts';
import type { Api } from '../../http/api.ts';
import { language } from '../../locales/i18n.ts';
import { loadGeodata } from '../../map/geodata.ts';
import { sliceMap, type SliceMap } from '../../map/slice-map.ts';
import { useBoard } from '../../stores/board.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { openFeed } from '../../stream/open-feed.ts';
import { indexPack, packNames } from '../../telling/names.ts';
import { askedScope, sliceOf } from '../../telling/slice.ts';
import { useNow } from '../../timing/now.ts';
import { provideFiles } from '../../files/files.ts';
import { noFilter, orderStep, type ListFilter } from './tallies.ts';

/** What is read again is at most so old while the ledger moves on. */
const refreshMs = 10_000;

/** All that the parts of the supervision page share. Call it in the setup of the page. */
export function makeSuperviseRoom(setup: { api: Api; person: Person; pack: PackDigest }) {
  const { api, person, pack } = setup;
  const asked = askedScope(location.search);
  const slice = sliceOf(person, pack, asked);
  const scope = slice.grids.length === 1 ? slice.scopes[0] : (asked ?? undefined);
  const board = useBoard();
  const freshness = useFreshness();
  const index = indexPack(pack);
  const now = useNow(freshness.serverNow);
  const filter = ref<ListFilter>({ ...noFilter });
  const ground = openGround(pack, slice.grids);
  const { list, scores, window } = openFigures(api, scope);
  const feed = openFeed({
    jurisdiction: api.jurisdiction,
    channels: slice.scopes.map((one) => `board:${one}`),
    screen: `supervise ${person.id}`,
  });
  onScopeDispose(feed.close);
  // The ledger says that something happened; what of it belongs here only the server can tell.
  useIntervalFn(() => {
    for (const one of [list, scores])
      if (one.value.value && freshness.state.seq > one.value.value.seq) void one.read();
  }, refreshMs);

  const familyOfItem = (item: string) => index.procedures.get(index.items.get(item)?.procedure ?? '')?.family;
  const isSupervision = (row: IncidentRow): boolean =>
    index.procedures.get(row.procedure)?.family === 'supervision';
  return {
    api,
    person,
    pack,
    slice,
    scope,
    board,
    freshness,
    index,
    now,
    filter,
    list,
    scores,
    window,
    ...ground,
    names: computed(() => packNames(index, language())),
    /** Open matters that are not themselves orders or appeals. */
    matters: computed(() => [...board.incidents.values()].filter((row) => !isSupervision(row))),
    /** Open orders and appeals, the first due first. */
    orders: computed(() =>
      [...board.incidents.values()]
        .filter(isSupervision)
        .toSorted((a, b) => (a.stageDueAt ?? a.dueAt) - (b.stageDueAt ?? b.dueAt) || (a.id < b.id ? -1 : 1)),
    ),
    stepFor: (row: SupervisedRow) =>
      orderStep(row, index.procedures.get(row.procedure), person, familyOfItem),
  };
}
export type SuperviseRoom = ReturnType<typeof makeSuperviseRoom>;

/** What is supervised, and how units did in a window. */
function openFigures(api: Api, scope: string | undefined) {
  const list = openReading((): Promise<SupervisionList | Refusal> => api.supervision(scope));
  const window = ref<WindowKind>('month');
  const scores = openReading((): Promise<Scores | Refusal> => api.scores(window.value, scope));
  watch(window, () => {
    scores.value.value = null;
    void scores.read();
  });
  void list.read();
  void scores.read();
  return { list, scores, window };
}

/** Something that is read from the server again and again; the last answer stays while the next is awaited. */
function openReading<T>(ask: () => Promise<T | Refusal>) {
  const value = shallowRef<T | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const busy = ref(false);
  let latest = 0;
  async function read(): Promise<void> {
    const mine = ++latest;
    busy.value = true;
    const answer = await ask();
    if (mine !== latest) return;
    busy.value = false;
    fault.value = isRefusal(answer) ? answer : null;
    if (!isRefusal(answer)) value.value = answer;
  }
  return { value, fault, busy, read };
}

/** The cells and their names, and the map's ground. */
function openGround(pack: PackDigest, grids: readonly string[]) {
  const drawn = shallowRef<SliceMap | null>(null);
  const mapFault = ref('');
  loadGeodata(pack.identity).then(
    (loaded) => (drawn.value = sliceMap(pack.identity, loaded, grids)),
    (error: unknown) => (mapFault.value = String(error)),
  );
  const gridName = (id: string): string => {
    const unit = pack.units.find(
      ({ grid, kind }) => grid === id && (kind === 'town' || kind === 'community'),
    );
    return drawn.value?.geodata.tree.byId.get(id)?.name ?? textIn(unit?.name, language()) ?? id;
  };
  return { drawn, mapFault, gridName };
}

const roomKey: InjectionKey<SuperviseRoom> = Symbol('supervise');

export function provideSuperviseRoom(room: SuperviseRoom): SuperviseRoom {
  const { api, person, pack, names } = room;
  provide(roomKey, room);
  provideFiles(fileGround(api, person));
  provideFormGround({ units: pack.units, names, suggestions: ref(null), duplicates: ref([]) });
  return room;
}
export function useSuperviseRoom(): SuperviseRoom {
  return must(inject(roomKey), 'the room of the supervision page');
}
