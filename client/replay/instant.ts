import { inject, ref, type InjectionKey, type Ref } from 'vue';

/** The instant that the components below draw; those that ask the server ask for it, and change nothing. */
export const instantKey: InjectionKey<Readonly<Ref<number | null>>> = Symbol('instant');

/** The instant of the past that is drawn here; null: the present. It moves while the past is played. */
export function useInstant(): Readonly<Ref<number | null>> {
  return inject<Readonly<Ref<number | null>>>(instantKey, ref(null));
}
