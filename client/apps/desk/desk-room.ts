import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { may } from '#shared/access/may.ts';
import { offeredSteps, type Offer } from '#shared/incident/hindrance.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Point } from '#shared/geo/point.ts';
import { standsAbove } from '#shared/pack/above.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { Actor, Person } from '#shared/access/person.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { CommandAnswer, CommandBody, PackDigest } from '#shared/wire/http.ts';
import { sendCommand } from '../../commands/send.ts';
import { type Api } from '../../http/api.ts';
import { unreachable } from '../../http/call.ts';
import { language } from '../../locales/i18n.ts';
import { useBoard } from '../../stores/board.ts';
import { useFinish } from '../../stores/finish.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { usePresence } from '../../stores/presence.ts';
import { openActing } from './act/desk-acts.ts';
import { openBatch } from './queue/batch.ts';
import { openCalling } from './call/calling.ts';
import { provideActing, type ActingContext } from './contexts/acting.ts';
import { provideCalling, type CallingContext } from './contexts/calling.ts';
import { provideLive, type LiveContext } from './contexts/live.ts';
import { provideQueue, type QueueContext } from './contexts/queue.ts';
import { provideSeat, type SeatContext } from './contexts/seat.ts';
import { provideSelection, type SelectionContext } from './contexts/selection.ts';
import { openDossier } from './dossier/dossier.ts';
import { keepRead } from './dossier/keep-read.ts';
import { provideFormGround } from '../../forms/form-ground.ts';
import { openDrafts, type DraftStore } from '../../forms/kept-drafts.ts';
import { openListed } from '../../forms/listed.ts';
import { openRecordLookUp } from '../../forms/records.ts';
import { openRecordsApi } from '../../http/records-api.ts';
import { fileGround } from '../../commands/file-ground.ts';
import { provideFiles } from '../../files/files.ts';
import { chosen } from '../../forms/form.ts';
import { keyTransitions } from './keys.ts';
import { indexPack, packNames } from '../../telling/names.ts';
import { sliceOf, type Slice } from '../../telling/slice.ts';
import { countLanes, laneOf, type Lane, type LaneCount } from './queue/lanes.ts';
import { groupQueue } from './queue/queue.ts';
import { openSound } from './sound/sound.ts';
import { openHanding } from './call/handing.ts';
import { openSoftLock, type SoftLockParts } from './queue/soft-lock.ts';

export interface DeskSetup {
  api: Api;
  person: Person;
  pack: PackDigest;
  /** Sends a command; handed in by tests. */
  send?: (body: CommandBody) => Promise<CommandAnswer | Refusal>;
  /** Tells the others what is open at this desk. */
  look?: SoftLockParts['look'];
  /** The part that this desk shows; the person's own unless told. */
  slice?: Slice;
  /** It shows an instant of the past: nothing is offered, and what was read may become older again. */
  past?: boolean;
  /** Where words that were not sent are kept; this browser unless told. */
  drafts?: DraftStore;
}
/** Words that were begun are kept for a day: by then another shift has the matter. */
const draftMs = dayMs;

/** What the five panes of a desk share, each part behind an interface of its own, over the seat that they stand at. */
export type DeskRoom = SeatContext &
  LiveContext &
  SelectionContext &
  QueueContext &
  ActingContext &
  CallingContext;

/** Makes the parts of a desk and joins them: who sits here, what is selected, and the ways to act on it. */
export function makeDeskRoom(setup: DeskSetup): DeskRoom {
  const { api, person, pack, look = () => undefined, slice = sliceOf(person, pack) } = setup;
  const board = useBoard();
  const freshness = useFreshness();
  const index = indexPack(pack);
  const { offline, send } = openLine(setup);
  const actor = asActor(person);
  const { offered, allowed } = openOffers(setup, index, actor);
  const dossier = openDossier(api, (incident) => weightOfUnits(allowed(incident)), setup.past);
  const clocks = openClocks(freshness.serverNow);
  const { incident, selectedId } = dossier;
  /** A place the map is to show that is no incident. */
  const spot = shallowRef<Point | null>(null);
  const { handing, lock } = openSharing(person.id, look, selectedId);
  const lanes = openLanes({ actor, index, selectedId, clocks });
  const { rowOf } = lanes;
  keepRead({ dossier, rowOf, slowNow: clocks.slowNow, isStill: () => setup.past === true || offline.value });

  return {
    api,
    person,
    pack,
    index,
    actor,
    board,
    freshness,
    lock,
    handing,
    slice,
    ...clocks,
    ...dossier,
    ...openActing({ api, dossier, send, now: clocks.now, lock, index, allowed }),
    ...openBatch({ actor, rowOf, send, now: clocks.now, procedures: index.procedures }),
    ...openCalling({
      board,
      actor,
      grids: person.grids,
      send,
      now: clocks.now,
      select: dossier.select,
      procedures: index.procedures,
    }),
    offline,
    send,
    sound: openSound(),
    drafts: () => draftsOf(setup),
    spot,
    show: (place: Point) => void (spot.value = place),
    names: computed(() => packNames(index, language())),
    ...lanes,
    ...openNext(incident, clocks, { offered, allowed }),
    chosenUnits: computed(() => chosen(dossier.choice.value)),
  };
}

/** Words that were begun at this desk. */
function draftsOf({ api, person, drafts }: DeskSetup) {
  const { jurisdiction } = api;
  return openDrafts({ ...(drafts && { store: drafts }), jurisdiction, who: person.id, keptMs: draftMs });
}

/**
 * The line that orders go out by. Nothing is sent while the screen is cut off: what it shows is old, and an act of now must not
 * arrive later.
 */
function openLine(setup: DeskSetup) {
  const freshness = useFreshness();
  const offline = computed(() => ['lost', 'refused'].includes(freshness.state.link));
  const carry = setup.send ?? ((body: CommandBody) => sendCommand(setup.api, body));
  const send = (body: CommandBody): Promise<CommandAnswer | Refusal> =>
    offline.value ? Promise.resolve(refuse('busy', 'not-sent', unreachable)) : carry(body);
  return { offline, send };
}

/** The steps that the engine offers to whoever sits here, and those that nothing hinders now. Of the past: none. */
function openOffers({ person, past }: DeskSetup, index: ReturnType<typeof indexPack>, actor: Actor) {
  const freshness = useFreshness();
  const isAbove = (unit: string): boolean => standsAbove(person, unit, index.units);
  const offered = (incident: Incident): Offer[] => {
    const procedure = index.procedures.get(incident.procedure);
    const ground = { now: freshness.serverNow(), isAbove };
    return procedure && !past ? offeredSteps(incident, procedure, actor, ground) : [];
  };
  const allowed = (incident: Incident): Transition[] =>
    offered(incident).flatMap(({ transition, hindrance }) => (hindrance ? [] : [transition]));
  return { offered, allowed };
}

/** What several desks tell each other: who hands a call on, and who is at which matter. */
function openSharing(me: string, look: SoftLockParts['look'], selectedId: Readonly<Ref<string | null>>) {
  const presence = usePresence();
  const now = useFreshness().serverNow;
  const handing = openHanding({ me, look, now, seats: () => presence.seats });
  const lock = openSoftLock({ me, selectedId, look: handing.say, now, desks: () => presence.byIncident });
  return { handing, lock };
}

/** What can be done with the open matter now, and what only waits; what waits for a time becomes possible by itself. */
function openNext(
  incident: Readonly<Ref<Incident | null>>,
  { slowNow }: ReturnType<typeof openClocks>,
  { offered, allowed }: ReturnType<typeof openOffers>,
) {
  /** The open matter, looked at again as time goes on. */
  const from = <T>(ask: (of: Incident) => T[]) =>
    computed(() => (incident.value && slowNow.value ? ask(incident.value) : []));
  return {
    keyed: from((of) => keyTransitions(allowed(of))),
    waiting: from((of) => offered(of).filter(({ hindrance }) => hindrance !== null)),
  };
}

/** The queue in lanes of business: which is shown, what stands in it, and what each waits for. */
function openLanes(parts: {
  actor: Actor;
  index: ReturnType<typeof indexPack>;
  selectedId: Readonly<Ref<string | null>>;
  clocks: ReturnType<typeof openClocks>;
}) {
  const { actor, index, selectedId, clocks } = parts;
  const board = useBoard();
  const finish = useFinish();
  const rowOf = (id: string): IncidentRow | undefined => board.incidents.get(id) ?? finish.incidents.get(id);
  const rows = computed(() => [...board.incidents.values(), ...finish.incidents.values()]);
  /** The business whose queue is shown; it follows what is opened from elsewhere. */
  const lane = ref<Lane>('incident');
  const lanes = computed(() => countLanes(rows.value, actor, index.procedures, clocks.slowNow.value));
  beginWhereAsked({ board, actor, selectedId, lane, lanes });
  watch(selectedId, (id) => {
    const row = rowOf(id ?? '');
    if (row) lane.value = laneOf(row, index.procedures);
  });
  const shown = (row: IncidentRow): boolean => laneOf(row, index.procedures) === lane.value;
  return {
    rowOf,
    lane,
    lanes,
    finishing: computed(() => finish.incidents.size),
    groups: computed(() =>
      groupQueue(rows.value.filter(shown), actor, index.procedures, clocks.slowNow.value),
    ),
  };
}

/** Whose work is of another business begins there; the desk of the centre always begins with the calls. */
function beginWhereAsked(desk: {
  board: ReturnType<typeof useBoard>;
  actor: Actor;
  selectedId: Readonly<Ref<string | null>>;
  lane: Ref<Lane>;
  lanes: Readonly<Ref<readonly LaneCount[]>>;
}): void {
  const { board, actor, selectedId, lane, lanes } = desk;
  watch(
    () => board.ready,
    (ready) => {
      if (!ready || !may(actor, 'work-for-unit') || selectedId.value !== null) return;
      lane.value = lanes.value.find(({ asking }) => asking > 0)?.lane ?? lane.value;
    },
    { immediate: true },
  );
}

/** How weighty the transitions are that send an incident to a unit; null when there is none now. */
function weightOfUnits(transitions: readonly Transition[]): 'main' | 'side' | null {
  const sending = transitions.filter((one) => one.form.some((field) => field.kind === 'unit'));
  if (sending.length === 0) return null;
  return sending.some((one) => one.weight === 'main') ? 'main' : 'side';
}

function asActor({ id, name, role, unit, post, holds }: Person): Actor {
  const own = {
    ...(unit !== undefined && { unit }),
    ...(post !== undefined && { post }),
    ...(holds && { holds }),
  };
  return { id, name, role, ...own };
}

function openClocks(serverNow: () => number) {
  const now = ref(serverNow());
  const slowNow = ref(now.value);
  /** Moves the clocks; called once a second. Groups follow every ten seconds, which is soon enough. */
  function tick(): void {
    now.value = serverNow();
    if (Math.abs(now.value - slowNow.value) >= 10_000) slowNow.value = now.value;
  }
  return { now, slowNow, tick };
}

/** Gives the parts of a desk to the panes below. A pane takes the contexts that it needs, no more. */
export function provideDeskRoom(room: DeskRoom): void {
  provideSeat(room);
  provideLive(room);
  provideSelection(room);
  provideQueue(room);
  provideActing(room);
  provideCalling(room);
  const { api, actor, pack, names, suggestions, duplicates } = room;
  provideFiles(fileGround(api, actor));
  const listed = openListed(api, pack.listed);
  const data = computed(() => room.incident.value?.data);
  const records = openRecordLookUp(openRecordsApi(api.jurisdiction));
  provideFormGround({ units: pack.units, names, suggestions, duplicates, listed, records, data });
}
