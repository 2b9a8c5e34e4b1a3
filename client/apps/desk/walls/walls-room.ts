import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { WallPush } from '#shared/wall/order.ts';
import { awayMs } from '#shared/wall/status.ts';
import type { ListedWall } from '#shared/wire/walls.ts';
import { openAsking } from '../../../http/asking.ts';
import type { WallsApi } from '../../../http/walls-api.ts';

/** How a wall stands, in one word; `wall.state` of the desk's words. */
export type WallState = 'live' | 'unsound' | 'hung' | 'away' | 'never';

export function stateOf({ status, saidAt, hungSince }: ListedWall, now: number): WallState {
  if (status === null || saidAt === null) return 'never';
  if (now - saidAt > awayMs) return 'away';
  if (hungSince !== null) return 'hung';
  return (status.health === 'live' || status.health === 'past') && status.picture === 'sound'
    ? 'live'
    : 'unsound';
}

/** The list is asked for this often while it is looked at. */
const askMs = 2_500;

/** Walls of the own part while somebody looks at them, and what they are told. */
export function openWallsRoom(api: WallsApi, open: Ref<boolean>, now: Readonly<Ref<number>>) {
  const { isBusy: busy, refusal, answerTo } = openAsking();
  const { walls, chosen, read } = openList(api, open, now, refusal);
  /** What came of the last order. */
  const outcome = shallowRef<Outcome | null>(null);

  async function tell(set: WallPush): Promise<boolean> {
    const ids = [...chosen.value];
    const answer = await answerTo('tell', () => api.push(ids, set));
    if (!answer) return false;
    const nameOf = (id: string): string => walls.value?.find((wall) => wall.id === id)?.name ?? id;
    outcome.value = {
      told: answer.told.length,
      refused: answer.refused.map(({ wall, ...told }) => ({
        name: nameOf(wall),
        refusal: { kind: 'refusal', code: 'forbidden', ...told } as Refusal,
      })),
    };
    void read();
    return answer.told.length > 0;
  }
  function toggle(id: string): void {
    const next = new Set(chosen.value);
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  }
  return {
    walls,
    refusal,
    chosen,
    busy,
    outcome,
    read,
    tell,
    toggle,
    /** Of the chosen ones the first: what its forms begin with. */
    first: computed(() => walls.value?.find(({ id }) => chosen.value.has(id)) ?? null),
  };
}
interface Outcome {
  told: number;
  refused: readonly { name: string; refusal: Refusal }[];
}

/** The list as it was read last, and those of it that the next order goes to. */
function openList(
  api: WallsApi,
  open: Ref<boolean>,
  now: Readonly<Ref<number>>,
  refusal: Ref<Refusal | null>,
) {
  const walls = shallowRef<readonly ListedWall[] | null>(null);
  const chosen = ref<ReadonlySet<string>>(new Set());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  async function read(): Promise<void> {
    clearTimeout(timer);
    const answer = await api.list();
    refusal.value = isRefusal(answer) ? answer : null;
    if (!isRefusal(answer)) {
      walls.value = answer;
      chosen.value = new Set([...chosen.value].filter((id) => answer.some((wall) => wall.id === id)));
      // Those that somebody looks at now; one that is away is told only by whoever chooses it.
      const here = answer.filter(({ saidAt }) => saidAt !== null && now.value - saidAt < awayMs);
      if (first) chosen.value = new Set(here.map(({ id }) => id));
      first = false;
    }
    if (open.value) timer = setTimeout(() => void read(), askMs);
  }
  // Once at the beginning, closed as it is: a wall may follow this desk since before it was loaded again.
  void read();
  watch(open, (is) => (is ? void read() : clearTimeout(timer)));
  onScopeDispose(() => clearTimeout(timer));
  return { walls, chosen, read };
}
export type WallsRoom = ReturnType<typeof openWallsRoom>;
