import { computed, inject, provide, ref, shallowRef, watch, type InjectionKey } from 'vue';
import { allowedTransitions } from '#shared/incident/allow.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { Actor, Person } from '#shared/access/person.ts';
import type { CommandAnswer, CommandBody, PackDigest } from '#shared/wire/http.ts';
import { sendCommand } from '../../commands/send.ts';
import type { Api } from '../../http/api.ts';
import { language } from '../../locales/i18n.ts';
import { useBoard } from '../../stores/board.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { openDossier } from './dossier.ts';
import { likelyDuplicates } from './duplicates.ts';
import { chosen, takeCommand, type Draft } from './form.ts';
import { keyTransitions } from './keys.ts';
import { indexPack, packNames } from '../../telling/names.ts';
import { groupQueue } from './queue.ts';

export interface DeskSetup {
  api: Api;
  person: Person;
  pack: PackDigest;
  /** Sends a command; handed in by tests. */
  send?: (body: CommandBody) => Promise<CommandAnswer | Refusal>;
}
/** Another officer acted first: the refusal with the act that lost. */
export interface Lost {
  refusal: Refusal;
  mine: string;
}

/** All that the parts of the desk share: who sits here, what is selected, and the ways to act on it. */
export function makeDeskRoom({ api, person, pack, send = (body) => sendCommand(api, body) }: DeskSetup) {
  const board = useBoard();
  const freshness = useFreshness();
  const index = indexPack(pack);
  const actor = asActor(person);
  const allowed = (incident: Incident): Transition[] => {
    const procedure = index.procedures.get(incident.procedure);
    return procedure ? allowedTransitions(incident, procedure, actor) : [];
  };
  const dossier = openDossier(api, (incident) => weightOfUnits(allowed(incident)));
  const clocks = openClocks(freshness.serverNow);
  const { incident } = dossier;

  // The fact arrives over the stream: a newer version there makes the shown dossier out of date.
  watch(
    () => board.incidents.get(dossier.selectedId.value ?? '')?.version ?? 0,
    (version) => {
      if (incident.value && version > incident.value.version) void dossier.load(incident.value.id);
    },
  );

  return {
    api,
    person,
    pack,
    index,
    actor,
    board,
    freshness,
    ...clocks,
    ...dossier,
    ...openActs(dossier, send, clocks.now),
    names: computed(() => packNames(index, language())),
    groups: computed(() =>
      groupQueue(board.incidents.values(), actor, index.procedures, clocks.slowNow.value),
    ),
    keyed: computed(() => (incident.value ? keyTransitions(allowed(incident.value)) : [])),
    duplicates: computed(() =>
      incident.value ? likelyDuplicates(incident.value, board.incidents.values()) : [],
    ),
    chosenUnits: computed(() => chosen(dossier.choice.value)),
  };
}
export type DeskRoom = ReturnType<typeof makeDeskRoom>;

/** How weighty the transitions are that send an incident to a unit; null when there is none now. */
function weightOfUnits(transitions: readonly Transition[]): 'main' | 'side' | null {
  const sending = transitions.filter((one) => one.form.some((field) => field.kind === 'unit'));
  if (sending.length === 0) return null;
  return sending.some((one) => one.weight === 'main') ? 'main' : 'side';
}

function asActor({ id, name, role, unit }: Actor): Actor {
  return { id, name, role, ...(unit !== undefined && { unit }) };
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

function openActs(
  dossier: ReturnType<typeof openDossier>,
  send: NonNullable<DeskSetup['send']>,
  now: { value: number },
) {
  const sending = ref<string | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  const lost = shallowRef<Lost | null>(null);
  const sent = shallowRef<{ act: string; seq: number } | null>(null);
  watch(dossier.selectedId, () => (refusal.value = sent.value = null), { flush: 'sync' });

  /** Takes a transition with a filled-in form. True when it is in the ledger. */
  async function take(transition: Transition, draft: Draft): Promise<boolean> {
    const made = takeCommand(
      must(dossier.incident.value, 'a selected incident'),
      transition,
      draft,
      now.value,
    );
    if ('faults' in made || sending.value !== null) return false;
    sending.value = transition.id;
    refusal.value = sent.value = null;
    const answer = await send(made.command).finally(() => (sending.value = null));
    const mine = transition.name[language()];
    if (!isRefusal(answer)) sent.value = { act: mine, seq: answer.seq };
    else if (answer.code === 'conflict') lost.value = { refusal: answer, mine };
    else refusal.value = answer;
    if (dossier.selectedId.value === made.command.incident) await dossier.load(made.command.incident);
    return !isRefusal(answer);
  }

  /** Registers a report; the new incident becomes the selected one. */
  async function report(body: Report): Promise<CommandAnswer | Refusal> {
    const answer = await send(body);
    if (!isRefusal(answer)) await dossier.select(answer.subject);
    return answer;
  }
  return { sending, refusal, lost, sent, take, report };
}

const deskRoomKey: InjectionKey<DeskRoom> = Symbol('desk room');
export function provideDeskRoom(room: DeskRoom): void {
  provide(deskRoomKey, room);
}
/** The desk this part belongs to. */
export function useDeskRoom(): DeskRoom {
  return must(inject(deskRoomKey), 'desk room');
}
