import { computed, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { textIn } from '#shared/kernel/localized.ts';
import type { Evidence, Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { CalledReport } from '#shared/wire/caller.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import type { Api } from '../../../http/api.ts';
import { language } from '../../../locales/i18n.ts';
import type { Dossier } from '../dossier/dossier.ts';
import { openWords } from '../dossier/words.ts';
import { takeCommand, type Draft } from '../../../forms/form.ts';
import { sendOut, type SentOut } from './send-out.ts';
import type { OwnAct } from './way-back.ts';

/** Another officer acted first: the refusal with the act that lost. */
export interface Lost {
  refusal: Refusal;
  mine: string;
}
/** The way back that is offered after an own act. */
export interface Back {
  incident: string;
  title: string;
  act: string;
  step: Transition;
  untilAt: number;
}
/** For how long the way back is offered by itself; its button stays as long as the procedure allows the step. */
export const backMs = 20_000;

/** What was ordered of a matter and not done, when it no longer lay on the table to tell it there; or why it was not sent out. */
export interface Undone {
  incident: string;
  title: string;
  /** Null: it waits at a step that asks for more than was known. */
  refused: { act: string; refusal: Refusal } | null;
}

interface ActParts {
  api: Pick<Api, 'incident' | 'suggestions'>;
  dossier: Dossier;
  send(body: CommandBody): Promise<CommandAnswer | Refusal>;
  now: { value: number };
  /** An act is in the ledger. */
  acted(): void;
  /** The steps this person may take now. */
  allowed(incident: Incident): readonly Transition[];
  /** The way back from an act, of the steps this person may take now. */
  back(act: OwnAct, incident: Incident): Transition | null;
}

/** What is on its way, and how it went. */
interface Acting extends ActParts {
  /** By matter, the step that is on its way: another matter can be acted on meanwhile. */
  underWay: Ref<ReadonlyMap<string, string>>;
  refusal: ShallowRef<Refusal | null>;
  lost: ShallowRef<Lost | null>;
  sent: ShallowRef<{ act: string; seq: number } | null>;
  offered: ShallowRef<Back | null>;
  undone: ShallowRef<readonly Undone[]>;
}

/** The ways to act on the incident on the table. */
export function openActs(parts: ActParts) {
  const { dossier, send } = parts;
  const acting: Acting = {
    ...parts,
    underWay: ref(new Map()),
    refusal: shallowRef(null),
    lost: shallowRef(null),
    sent: shallowRef(null),
    offered: shallowRef(null),
    undone: shallowRef([]),
  };
  const { underWay, refusal, lost, sent, offered, undone } = acting;
  watch(dossier.selectedId, () => (refusal.value = sent.value = null), { flush: 'sync' });

  /** Registers a report; the new incident becomes the selected one. */
  async function report(body: CalledReport): Promise<CommandAnswer | Refusal> {
    const answer = await send(body);
    if (!isRefusal(answer)) await dossier.select(answer.subject);
    return answer;
  }
  /** Adds a remark to any incident, which becomes the selected one. */
  async function remark(
    incident: string,
    text: string,
    evidence: Evidence[] = [],
  ): Promise<CommandAnswer | Refusal> {
    const answer = await send({ kind: 'note', incident, text: text.slice(0, 2000), evidence });
    if (!isRefusal(answer)) await dossier.select(incident);
    return answer;
  }
  return {
    sending: computed(() => underWay.value.get(dossier.selectedId.value ?? '') ?? null),
    refusal,
    lost,
    sent,
    back: offered,
    undone,
    /** Takes a transition of what lies on the table with a filled-in form. True when it is in the ledger. */
    async take(transition: Transition, draft: Draft): Promise<boolean> {
      const before = must(dossier.incident.value, 'a selected incident');
      const answer = await occupied(acting, before.id, transition.id, () =>
        takeStep(acting, before, transition, draft),
      );
      return answer !== null && !isRefusal(answer);
    },
    /** Takes a matter through its usual steps to its units, whatever lies on the table by then. True when it was sent. */
    sendOut: async (id: string): Promise<boolean> =>
      (await occupied(acting, id, 'send-out', () => sendWhole(acting, id))) === 'sent',
    report,
    remark,
    wordsOf: openWords(),
    /** Something ordered beside the steps was not done, and the matter lies elsewhere by now. */
    miss: (one: Undone): void => void (undone.value = [...undone.value, one]),
    /** What is told of it has been read. */
    settle: (one: Undone): void => void (undone.value = undone.value.filter((other) => other !== one)),
  };
}

/** One order at a time for a matter; null when another one is on its way. */
async function occupied<Answer>(
  { underWay }: Acting,
  id: string,
  what: string,
  work: () => Promise<Answer>,
): Promise<Answer | null> {
  if (underWay.value.has(id)) return null;
  underWay.value = new Map([...underWay.value, [id, what]]);
  return work().finally(() => {
    underWay.value = new Map([...underWay.value].filter(([one]) => one !== id));
  });
}

const isOnTable = ({ dossier }: Acting, id: string): boolean => dossier.selectedId.value === id;

/** Takes one step of a matter. How it went is told where the matter lies, or in words of its own when it lies there no longer. */
async function takeStep(
  acting: Acting,
  before: Incident,
  transition: Transition,
  draft: Draft,
): Promise<CommandAnswer | Refusal | null> {
  const { dossier, now, send, acted, refusal, sent } = acting;
  const made = takeCommand(before, transition, draft, now.value);
  if ('faults' in made) return null;
  if (isOnTable(acting, before.id)) refusal.value = sent.value = null;
  const answer = await send(made.command);
  const mine = textIn(transition.name, language());
  tell(acting, before, mine, answer);
  if (isOnTable(acting, before.id)) {
    if (!isRefusal(answer)) acted();
    await dossier.load(before.id);
  }
  if (!isRefusal(answer)) offerBack(acting, before, mine);
  return answer;
}

function tell(acting: Acting, { id, title }: Incident, act: string, answer: CommandAnswer | Refusal): void {
  const { sent, lost, refusal, undone } = acting;
  const isHere = isOnTable(acting, id);
  if (!isRefusal(answer)) sent.value = isHere ? { act, seq: answer.seq } : sent.value;
  else if (!isHere)
    undone.value = [...undone.value, { incident: id, title, refused: { act, refusal: answer } }];
  else if (answer.code === 'conflict') lost.value = { refusal: answer, mine: act };
  else refusal.value = answer;
}

function offerBack({ dossier, now, back, offered }: Acting, before: Incident, act: string): void {
  const after = dossier.incident.value;
  // The way back that is offered of another matter stays that one's.
  if (after?.id === before.id || offered.value?.incident === before.id) offered.value = null;
  if (after?.id !== before.id) return;
  const own = { from: before.node, reached: Object.keys(before.reached), to: after.node };
  const step = back(own, after);
  const untilAt = now.value + backMs;
  if (step) offered.value = { incident: after.id, title: after.title, act, step, untilAt };
}

/** Sends a matter out; that it stays where it is, is told wherever the officer is by then. */
async function sendWhole(acting: Acting, id: string): Promise<SentOut> {
  const { api, dossier, allowed, undone } = acting;
  let title = '';
  const answer = await sendOut(id, {
    async read() {
      const shown = dossier.incident.value;
      const read = shown?.id === id ? shown : await api.incident(id);
      if (isRefusal(read)) return read;
      const incident = 'incident' in read ? read.incident : read;
      title = incident.title;
      return incident;
    },
    allowed,
    suggestions: () => api.suggestions(id, language()),
    take: (before, step, draft) => takeStep(acting, before, step, draft),
  });
  if (answer === null) undone.value = [...undone.value, { incident: id, title, refused: null }];
  return answer;
}
