import { onScopeDispose, ref, shallowRef } from 'vue';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { DrillHead } from '#shared/wire/drill.ts';
import { type Api } from '../http/api.ts';
import { isUnreachable } from '../http/call.ts';
import type { DrillsApi } from '../http/drills-api.ts';
import { makeStores } from '../stores/stores.ts';
import { unheard } from '../stores/link.ts';
import { startPastFeed } from '../stream/past-feed.ts';

/** A drill's screens are asked for so often. */
const beatMs = 1_000;

/** `?drill=<id>`: the screen takes part in a drill. */
export function askedDrill(search: string): string | null {
  return new URLSearchParams(search).get('drill') || null;
}

/**
 * Follows a drill into stores of its own, by its own clock, until the caller's scope ends. `over` is why it is followed no more: it
 * has ended, or somebody else's.
 */
export function followDrill(
  api: Pick<DrillsApi, 'state'>,
  id: string,
  channels: readonly string[],
  { since = () => performance.now(), sensors = false }: { since?: () => number; sensors?: boolean } = {},
) {
  const head = shallowRef<DrillHead | null>(null);
  const over = shallowRef<Refusal | null>(null);
  const now = ref(0);
  let heard: { at: number; since: number } | null = null;
  // A second of a drill is a second, and what this machine's clock says does not matter.
  const clock = (): number => (heard ? Math.round(heard.at + since() - heard.since) : 0);
  const { ground, stores, close } = makeStores(clock);
  const feed = startPastFeed({
    channels,
    sinks: stores,
    async ask(_, from) {
      const answer = await api.state(id, { channels, from, sensors });
      if (isRefusal(answer)) return answer;
      head.value = answer.head;
      heard = { at: answer.told.at, since: since() };
      return answer.told;
    },
  });
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function look(): Promise<void> {
    clearTimeout(timer);
    const refusal = await feed.show(0);
    if (closed) return;
    now.value = clock();
    const isAway = refusal !== null && (isUnreachable(refusal) || refusal.code === 'busy');
    if (isAway) stores.freshness.set({ ...unheard, link: 'lost' });
    if (refusal && !isAway) over.value = refusal;
    else timer = setTimeout(() => void look(), beatMs);
  }
  void look();
  onScopeDispose(() => {
    closed = true;
    clearTimeout(timer);
    setTimeout(close);
  });
  return { head, over, now, ground, stores, clock, look, replicas: feed.replicas };
}
export type Drill = ReturnType<typeof followDrill>;

/** The same questions, answered by the drill; what would reach the live county is refused. */
export function drillApi(api: Api, drills: DrillsApi, id: string): Api {
  return {
    ...api,
    files: '',
    incident: (incident) => drills.incident(id, incident),
    command: (body, key) => drills.command(id, body, key),
    async suggestions(incident, language) {
      const told = await drills.incident(id, incident);
      if (isRefusal(told)) return told;
      const { item, place, urgent } = told.incident;
      // Nothing is changed by asking; how busy units are is told of the live county.
      return api.suggestionsFor({ item, place, urgent }, language);
    },
    // Lists of the live county are no part of it.
    incidents: async () => refuse('not-now', 'drill-no-lists'),
    members: async () => [],
    duplicates: async () => [],
    duplicatesOf: async () => [],
    repeats: async () => [],
  };
}
