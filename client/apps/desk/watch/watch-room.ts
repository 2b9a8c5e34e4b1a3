import { computed, ref, shallowRef } from 'vue';
import { may } from '#shared/access/may.ts';
import { maySee } from '#shared/access/scope.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { isInCharge } from '#shared/watch/decide-watch.ts';
import { keepersOf, shiftAt } from '#shared/watch/shift.ts';
import type { AskedWatchCommand } from '#shared/watch/watch.ts';
import { say } from '../../../locales/i18n.ts';
import { doneOf, personOf, planOf, policyOf, postsOf, shortName, stepsOf } from '../../../telling/watch.ts';
import { useSeat } from '../contexts/seat.ts';
import { useLive } from '../contexts/live.ts';

/** The watch as the desk shows it, and the one way to change it. */
export function useWatch() {
  const { pack, actor, person, send } = useSeat();
  const { board, slowNow } = useLive();
  const policy = policyOf(pack);
  const watch = computed(() => board.watch);
  const emergency = computed(() => watch.value?.emergency ?? null);
  const plan = computed(() => planOf(pack, emergency.value?.plan));
  const shift = computed(() => shiftAt(policy, pack.calendar, slowNow.value));
  const keepers = computed(() =>
    watch.value
      ? keepersOf(watch.value, policy, shift.value).people.map((id) => shortName(personOf(pack, id).name))
      : [],
  );
  const mayKeep = may(actor, 'keep-watch') && maySee(person, { grids: [], units: [] });
  const sending = ref<AskedWatchCommand['kind'] | null>(null);
  const refusal = shallowRef<Refusal | null>(null);

  /** Sends a command about the watch. True when it is in the ledger; the screen changes when the fact arrives. */
  async function tell(command: AskedWatchCommand): Promise<boolean> {
    if (sending.value !== null) return false;
    sending.value = command.kind;
    refusal.value = null;
    const answer = await send(command).finally(() => (sending.value = null));
    if (isRefusal(answer)) refusal.value = answer;
    return !isRefusal(answer);
  }

  return {
    pack,
    policy,
    watch,
    emergency,
    plan,
    shift,
    keepers,
    sending,
    refusal,
    tell,
    mayKeep,
    mayCommand: mayKeep && isInCharge(actor),
    version: computed(() => watch.value?.version ?? 0),
    steps: computed(() => {
      const [at, card] = [emergency.value, plan.value];
      return at && card ? stepsOf(pack, card, at.level, at.since, doneOf(at)) : [];
    }),
    posts: computed(() => (watch.value && plan.value ? postsOf(pack, watch.value, plan.value) : [])),
    shiftName: (id: string): string => {
      const named = policy.shifts.find((one) => one.id === id);
      return named ? say(named.name) : id;
    },
  };
}
