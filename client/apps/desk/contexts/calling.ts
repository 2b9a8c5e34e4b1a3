import type { ComputedRef, Ref, ShallowRef } from 'vue';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Call } from '../call/calls.ts';
import type { Taken } from '../call/calling.ts';
import type { Handing } from '../call/handing.ts';
import type { Sound } from '../sound/sound.ts';
import { openContext } from './context.ts';

/** What calls at this seat until somebody takes it, the handing on of it, and what one hears. */
export interface CallingContext {
  calls: ComputedRef<Call[]>;
  takingCall: Ref<string | null>;
  callRefusal: ShallowRef<Refusal | null>;
  /** How the last call ended. */
  taken: ShallowRef<Taken | null>;
  takeCall(call: Call): Promise<void>;
  handing: Handing;
  sound: Sound;
}
export const { provide: provideCalling, use: useCalling } = openContext<CallingContext>('calling');
