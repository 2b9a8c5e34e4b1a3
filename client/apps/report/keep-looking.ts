import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { PublicMatter } from '#shared/wire/public.ts';
import { openChime, showCount } from '../../ui/chime.ts';

/** A page that is looked at asks this often; one that lies behind others every fourth time, for the number in its title. */
const everyMs = 30_000;
const behindEvery = 4;

/** How many steps are new since the matter was seen; its own ones are no news to the reporter. */
export function newSteps(before: PublicMatter | null, after: PublicMatter): number {
  if (before?.number !== after.number) return 0;
  return after.steps.slice(before.steps.length).filter(({ own }) => !own).length;
}

/** Whether something can still happen to it: one that is done can be asked for again or rated by the centre. */
const goesOn = ({ state }: PublicMatter): boolean => !['not-taken', 'withdrawn', 'void'].includes(state);

/**
 * Looks again while a matter is open, and tells each new step: a number in the title until it is looked at, and a soft sound for who
 * has switched it on. A look that fails says nothing: the next one comes.
 */
export function useKeepLooking(
  matter: Ref<PublicMatter | null>,
  ask: () => Promise<PublicMatter | Refusal>,
): { news: Ref<number>; chime: ReturnType<typeof openChime> } {
  const news = ref(0);
  const chime = openChime('jiuhuan.report.sound', false);
  let turn = 0;

  async function look(): Promise<void> {
    const before = matter.value;
    turn++;
    if (!before || !goesOn(before) || (document.hidden && turn % behindEvery !== 0)) return;
    const after = await ask();
    // Who has gone on to another matter, or has rated meanwhile, is not thrown back.
    if (isRefusal(after) || matter.value !== before) return;
    const more = newSteps(before, after);
    matter.value = after;
    if (more === 0) return;
    news.value += more;
    chime.play(performance.now());
  }
  function seen(): void {
    if (!document.hidden) showCount(0);
  }
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => void look(), everyMs);
    addEventListener('pointerdown', chime.unlock);
    addEventListener('focus', seen);
    document.addEventListener('visibilitychange', seen);
  });
  onBeforeUnmount(() => {
    clearInterval(timer);
    removeEventListener('pointerdown', chime.unlock);
    removeEventListener('focus', seen);
    document.removeEventListener('visibilitychange', seen);
    chime.close();
    showCount(0);
  });
  watch(news, showCount);
  watch(
    () => matter.value?.number,
    () => (news.value = 0),
  );
  return { news, chime };
}
