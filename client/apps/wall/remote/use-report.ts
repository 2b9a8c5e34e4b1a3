import { onScopeDispose, watch } from 'vue';
import { statusEveryMs, type WallStatus } from '#shared/wall/status.ts';

/** The build of this page: the name of its program carries its hash; `source` while it is developed. */
function buildOf(): string {
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]');
  return /-([\w-]{6,})\.js$/u.exec(script?.src ?? '')?.[1] ?? 'source';
}

/** What changes at once is told at once; the rest with the next word. */
const soonMs = 300;

/** Says what this wall shows and how it is: every few seconds, and soon after it shows something else. */
export function useReport(
  status: () => Omit<WallStatus, 'version' | 'width' | 'height'>,
  send: (status: WallStatus) => void,
): void {
  const version = buildOf();
  const say = (): void => send({ ...status(), version, width: innerWidth, height: innerHeight });
  let soon: ReturnType<typeof setTimeout> | undefined;
  const timer = setInterval(say, statusEveryMs);
  watch(
    () => {
      const { scene, grid, incident, obeys, health, picture, past, drill, voice, layout } = status();
      return JSON.stringify({ scene, grid, incident, obeys, health, picture, past, drill, voice, layout });
    },
    () => {
      clearTimeout(soon);
      soon = setTimeout(say, soonMs);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(soon);
    clearInterval(timer);
  });
}
