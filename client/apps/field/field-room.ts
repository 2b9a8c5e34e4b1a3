import { computed, inject, provide, ref, shallowRef, watch, type InjectionKey, type Ref } from 'vue';
import type { Actor, Person } from '#shared/access/person.ts';
import { offeredSteps, type Offer } from '#shared/incident/hindrance.ts';
import { standsAbove } from '#shared/pack/above.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { IncidentDetail, PackDigest } from '#shared/wire/http.ts';
import { openEntryStore, type EntryStore } from '../../commands/kept-entries.ts';
import { openFileStore, openKeptFiles, type FileStore } from '../../commands/kept-files.ts';
import { openOutbox } from '../../commands/open-outbox.ts';
import { uploadFile } from '../../commands/upload.ts';
import type { Api } from '../../http/api.ts';
import { clockDifference, serverNow } from '../../http/server-clock.ts';
import { provideFormGround } from '../../forms/form-ground.ts';
import { openDrafts, provideDrafts, type DraftStore } from '../../forms/kept-drafts.ts';
import { openListed } from '../../forms/listed.ts';
import { openRecordLookUp } from '../../forms/records.ts';
import { openRecordsApi } from '../../http/records-api.ts';
import { language } from '../../locales/i18n.ts';
import type { Geodata } from '../../map/geodata.ts';
import { useBoard } from '../../stores/board.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { provideFiles } from '../../files/files.ts';
import { indexPack, packNames } from '../../telling/names.ts';
import { sliceOf } from '../../telling/slice.ts';
import { openFieldMap } from './field-map.ts';
import { openFieldChime } from './field-notice.ts';
import { openPosition } from './position.ts';
import { groupTasks, taskOf, type FieldView } from './tasks.ts';
import { readWay, writeWay, type Way } from './way.ts';

export interface FieldSetup {
  api: Api;
  person: Person;
  pack: PackDigest;
  store?: EntryStore;
  fileStore?: FileStore;
  draftStore?: DraftStore;
  /** Reads the map files. */
  loadMap: () => Promise<Geodata>;
}

const keptDraftMs = 7 * dayMs;
/** A line that has not answered by then is none. */
const patienceMs = 4_000;

/** All that the parts of the phone page share. */
export function makeFieldRoom(setup: FieldSetup) {
  const { api, person, pack, loadMap } = setup;
  const board = useBoard();
  const freshness = useFreshness();
  const index = indexPack(pack);
  const actor = actorOf(person);
  const position = openPosition();
  const now = ref(freshness.serverNow());
  const offline = openOffline(freshness, now);
  const { files, outbox, drafts } = openSending(setup, offline);
  const names = computed(() => packNames(index, language()));
  const view = computed(() => ({ actor, procedures: index.procedures, here: position.here.value }));
  const { map, mapFault, fetchMap, fetchWanted } = openFieldMap({
    identity: pack.identity,
    loadMap,
    offline,
  });
  const details = openDetails(api);
  const way = ref<Way>(readWay(location.hash));

  followLink(freshness, api, {
    live() {
      void outbox.send();
      fetchWanted();
    },
    signedOut: () => (outbox.signedOut.value = true),
  });
  const steps = openSteps({ person, actor, index, board, view, now });

  return {
    api,
    person,
    pack,
    index,
    actor,
    board,
    freshness,
    position,
    outbox,
    drafts,
    files,
    offline,
    now,
    names,
    map,
    chime: openFieldChime(),
    slice: sliceOf(person, pack),
    mapFault,
    fetchMap,
    details,
    way,
    groups: computed(() => groupTasks(board.incidents.values(), view.value)),
    ...steps,
    go(to: Way): void {
      location.hash = writeWay(to);
    },
    follow: (): void => void (way.value = readWay(location.hash)),
    tick: (): void => void (now.value = freshness.serverNow()),
  };
}
export type FieldRoom = ReturnType<typeof makeFieldRoom>;

function actorOf({ id, name, role, unit, post, holds }: Person): Actor {
  const own = {
    ...(unit !== undefined && { unit }),
    ...(post !== undefined && { post }),
    ...(holds && { holds }),
  };
  return { id, name, role, ...own };
}

type Fresh = ReturnType<typeof useFreshness>;

/** Cut off, or never heard of since the page was opened. To be refused is not to be cut off. */
function openOffline(fresh: Fresh, now: Readonly<Ref<number>>) {
  const openedAt = Date.now();
  return computed(
    () =>
      fresh.state.link === 'lost' || (fresh.state.link === 'connecting' && now.value - openedAt > patienceMs),
  );
}

/** What the line brings about: it is back, and what waits goes out; or the server lets nobody in. */
function followLink(
  fresh: Fresh,
  api: Pick<Api, 'session'>,
  { live, signedOut }: { live(): void; signedOut(): void },
): void {
  watch(
    () => fresh.state.link === 'live',
    (isLive) => {
      if (isLive) live();
    },
  );
  // Whether it is the sign-in is asked, and what waits is not left to wait for a signal.
  watch(
    () => fresh.state.link === 'refused',
    async (refused) => {
      const session = refused ? await api.session() : null;
      if (isRefusal(session) && session.code === 'unauthenticated') signedOut();
    },
  );
}

/** What is written on this page and sent when there is a line: files, orders, and what is not an order yet. */
function openSending(setup: FieldSetup, offline: Readonly<Ref<boolean>>) {
  const { api, person } = setup;
  const files = openKeptFiles({
    store: setup.fileStore ?? openFileStore(),
    now: serverNow,
    upload: (file, options) => uploadFile(api.files, file, options),
    offline: () => offline.value,
  });
  const outbox = openOutbox({
    api,
    jurisdiction: api.jurisdiction,
    who: person.id,
    now: serverNow,
    clock: { difference: clockDifference, hear: () => api.session() },
    store: setup.store ?? openEntryStore(),
    files,
  });
  const drafts = openDrafts({
    ...(setup.draftStore && { store: setup.draftStore }),
    jurisdiction: api.jurisdiction,
    who: person.id,
    keptMs: keptDraftMs,
  });
  return { files, outbox, drafts };
}

/** What this person may do with a matter. */
function openSteps(parts: {
  person: Person;
  actor: Actor;
  index: ReturnType<typeof indexPack>;
  board: ReturnType<typeof useBoard>;
  view: Readonly<Ref<FieldView>>;
  now: Readonly<Ref<number>>;
}) {
  const { person, actor, index, board, view, now } = parts;
  const rowOf = (incident: string): IncidentRow | undefined => board.incidents.get(incident);
  /** What may be done with a matter, from all that is known of it; null where only its row is known, or is newer. */
  function offersOf(incident: Incident | null, row: IncidentRow | undefined): Offer[] | null {
    const procedure = index.procedures.get(incident?.procedure ?? '');
    if (!incident || !procedure || incident.version < (row?.version ?? 0)) return null;
    const isAbove = (unit: string): boolean => standsAbove(person, unit, index.units);
    return offeredSteps(incident, procedure, actor, { now: now.value, isAbove });
  }

  return {
    rowOf,
    taskOf: (row: IncidentRow) => taskOf(row, view.value),
    /** What this person may do with a matter: from all that is known of it, else from its row. */
    stepsOf(incident: Incident | null, row: IncidentRow | undefined): readonly Transition[] {
      const offers = offersOf(incident, row);
      if (offers) return offers.flatMap((one) => (one.hindrance ? [] : [one.transition]));
      return row ? taskOf(row, view.value).steps : [];
    },
    /** The usual steps that are not possible yet, with their reasons. */
    waitingOf: (incident: Incident | null, row: IncidentRow | undefined): readonly Offer[] =>
      (offersOf(incident, row) ?? []).filter(({ hindrance }) => hindrance !== null),
  };
}

/** Matters that were read on this page; kept, so that they can be looked at again without a line. */
function openDetails(api: Pick<Api, 'incident'>) {
  const read = shallowRef<ReadonlyMap<string, IncidentDetail>>(new Map());
  const asking = new Set<string>();
  /** Reads a matter unless this version of it, or a later one, was read. */
  async function fetch(id: string, version = Infinity): Promise<void> {
    if (asking.has(id) || (read.value.get(id)?.incident.version ?? 0) >= version) return;
    asking.add(id);
    const answer = await api.incident(id).finally(() => asking.delete(id));
    if (!isRefusal(answer)) read.value = new Map([...read.value, [id, answer]]);
  }
  return { read, fetch };
}

const fieldRoomKey: InjectionKey<FieldRoom> = Symbol('field room');
export function provideFieldRoom(room: FieldRoom): void {
  provide(fieldRoomKey, room);
  provideDrafts(room.drafts);
  provideFiles({ send: room.files.send, address: room.api.file });
  provideFormGround({
    units: room.pack.units,
    names: room.names,
    suggestions: shallowRef(null),
    duplicates: shallowRef([]),
    listed: openListed(room.api, room.pack.listed),
    records: openRecordLookUp(openRecordsApi(room.api.jurisdiction)),
    data: computed(() => {
      const { way, details } = room;
      const id = 'incident' in way.value ? way.value.incident : undefined;
      return details.read.value.get(id ?? '')?.incident.data;
    }),
  });
}
/** The page this part belongs to. */
export function useFieldRoom(): FieldRoom {
  return must(inject(fieldRoomKey), 'field room');
}
