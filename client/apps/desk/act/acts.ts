import { ref, shallowRef, watch } from 'vue';
import { textIn } from '#shared/kernel/localized.ts';
import type { Evidence, Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { CalledReport } from '#shared/wire/caller.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import { language } from '../../../locales/i18n.ts';
import type { Dossier } from '../dossier/dossier.ts';
import { takeCommand, type Draft } from '../../../forms/form.ts';
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

interface ActParts {
  dossier: Dossier;
  send(body: CommandBody): Promise<CommandAnswer | Refusal>;
  now: { value: number };
  /** An act is in the ledger. */
  acted(): void;
  /** The way back from an act, of the steps this person may take now. */
  back(act: OwnAct, incident: Incident): Transition | null;
}

/** The ways to act on the incident on the table. */
export function openActs({ dossier, send, now, acted, back: backFrom }: ActParts) {
  const sending = ref<string | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  const lost = shallowRef<Lost | null>(null);
  const sent = shallowRef<{ act: string; seq: number } | null>(null);
  const back = shallowRef<Back | null>(null);
  watch(dossier.selectedId, () => (refusal.value = sent.value = null), { flush: 'sync' });

  /** Takes a transition with a filled-in form. True when it is in the ledger. */
  async function take(transition: Transition, draft: Draft): Promise<boolean> {
    const before = must(dossier.incident.value, 'a selected incident');
    const made = takeCommand(before, transition, draft, now.value);
    if ('faults' in made || sending.value !== null) return false;
    sending.value = transition.id;
    refusal.value = sent.value = null;
    const answer = await send(made.command).finally(() => (sending.value = null));
    const mine = textIn(transition.name, language());
    if (!isRefusal(answer)) sent.value = { act: mine, seq: answer.seq };
    else if (answer.code === 'conflict') lost.value = { refusal: answer, mine };
    else refusal.value = answer;
    if (dossier.selectedId.value === before.id) {
      if (!isRefusal(answer)) acted();
      await dossier.load(before.id);
    }
    if (!isRefusal(answer)) offerBack(before, mine);
    return !isRefusal(answer);
  }

  function offerBack(before: Incident, act: string): void {
    back.value = null;
    const after = dossier.incident.value;
    if (after?.id !== before.id) return;
    const own = { from: before.node, reached: Object.keys(before.reached), to: after.node };
    const step = backFrom(own, after);
    const untilAt = now.value + backMs;
    if (step) back.value = { incident: after.id, title: after.title, act, step, untilAt };
  }

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
  return { sending, refusal, lost, sent, back, take, report, remark };
}
