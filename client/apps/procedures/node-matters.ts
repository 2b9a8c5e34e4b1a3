import { onScopeDispose, shallowRef, watch } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Node } from '#shared/procedure/schema.ts';
import type { IncidentList } from '#shared/wire/http.ts';
import type { Api } from '../../http/api.ts';

const listed = 50;
const againMs = 1_000;
/** As long as the count holds what is closed and not finished. */
export const finishingMs = 7 * dayMs;

export interface NodeMatters {
  rows: IncidentList['rows'];
  /** How many stand there as the list knows it; when not `exact`, at least so many. */
  total: number;
  exact: boolean;
}

/**
 * The matters that stand at a node, late ones first; read again, at most once a second, when the counts say that something
 * has moved. `now` is the server's.
 */
export function openNodeMatters(
  api: Pick<Api, 'incidents'>,
  asked: { procedure: string; node: Node; filter: { grid?: string; unit?: string } },
  watched: { changed: () => unknown; now: () => number },
) {
  const matters = shallowRef<NodeMatters | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const { procedure, node, filter } = asked;

  async function read(): Promise<void> {
    const state = node.queue === 'finish' ? 'finishing' : 'open';
    const answer = await api.incidents({ ...filter, procedure, node: node.id, state, limit: listed });
    if (ended) return;
    fault.value = isRefusal(answer) ? answer : null;
    if (!isRefusal(answer)) matters.value = shownOf(answer, watched.now());
  }
  watch(watched.changed, () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void read();
    }, againMs);
  });
  onScopeDispose(() => {
    ended = true;
    clearTimeout(timer);
  });
  return { matters, fault, read };
}

/** What the counts count: closed matters only as long as a desk waits to finish them. */
export function shownOf({ rows, total, exact }: IncidentList, now: number): NodeMatters {
  const counted = rows.filter(({ closedAt }) => closedAt === null || closedAt >= now - finishingMs);
  return {
    rows: counted.toSorted((a, b) => Number(b.overdue) - Number(a.overdue) || a.dueAt - b.dueAt),
    total: total - (rows.length - counted.length),
    exact,
  };
}
