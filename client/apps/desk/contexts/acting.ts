import type { ComputedRef, Ref, ShallowRef } from 'vue';
import type { Offer } from '#shared/incident/hindrance.ts';
import type { Evidence } from '#shared/incident/incident.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { Draft } from '../../../forms/form.ts';
import type { Back, Lost, openActs, Undone } from '../act/acts.ts';
import type { Words } from '../dossier/words.ts';
import type { KeyedTransition } from '../keys.ts';
import type { openSoftLock } from '../queue/soft-lock.ts';
import { openContext } from './context.ts';

/** What may be done with the matter on the table, the doing of it, and how it went. */
export interface ActingContext {
  /** Steps that are possible now, each with its key. */
  keyed: ComputedRef<KeyedTransition[]>;
  /** Steps that are not yet, with the reason. */
  waiting: ComputedRef<Offer[]>;
  /** The step of the matter on the table that is on its way. */
  sending: Readonly<Ref<string | null>>;
  refusal: ShallowRef<Refusal | null>;
  /** Another officer acted first. */
  lost: ShallowRef<Lost | null>;
  sent: ShallowRef<{ act: string; seq: number } | null>;
  back: ShallowRef<Back | null>;
  /** True when it is in the ledger. */
  take(transition: Transition, draft: Draft): Promise<boolean>;
  sendOut: ReturnType<typeof openActs>['sendOut'];
  /** What was ordered and not done, of matters that lie on the table no longer. */
  undone: ShallowRef<readonly Undone[]>;
  settle(one: Undone): void;
  miss(one: Undone): void;
  /** What is being written into the channel of a matter. */
  wordsOf(incident: string): Words;
  report: ReturnType<typeof openActs>['report'];
  remark(incident: string, text: string, evidence?: Evidence[]): Promise<CommandAnswer | Refusal>;
  /** Who works on it: this desk says so, and hears it of others. It binds nobody. */
  lock: ReturnType<typeof openSoftLock>;
}
export const { provide: provideActing, use: useActing } = openContext<ActingContext>('acting');
