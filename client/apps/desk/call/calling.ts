import { computed, ref, shallowRef, watch } from 'vue';
import type { Actor } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import type { useBoard } from '../../../stores/board.ts';
import { callsOf, type Call } from './calls.ts';

/** How a call ended: who took it, and how long it had waited. */
export interface Taken {
  title: string;
  by: string | null;
  tookMs: number;
  at: number;
}
interface CallingParts {
  board: ReturnType<typeof useBoard>;
  actor: Actor;
  /** Those of the seat; none: all of the jurisdiction. */
  grids: readonly string[];
  procedures: ReadonlyMap<string, Procedure>;
  send(body: CommandBody): Promise<CommandAnswer | Refusal>;
  now: { value: number };
  /** Opens what was taken. */
  select(id: string): Promise<void>;
}
/** What calls at this seat, and the taking of it. Calls are read off the board, so they come back after a reload. */
export function openCalling({ board, actor, grids, procedures, send, now, select }: CallingParts) {
  const calls = computed(() =>
    callsOf(board.incidents.values(), board.warnings.values(), { actor, grids }, procedures),
  );
  const taking = ref<string | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  const taken = shallowRef<Taken | null>(null);

  watch(calls, (after, before) => {
    const left = new Set(after.map(({ id }) => id));
    const gone = before.findLast(({ id }) => !left.has(id));
    if (gone) taken.value = endOf(gone);
    if (after.length === 0) refusal.value = null;
  });

  function endOf(call: Call): Taken {
    const title = call.row.title;
    if (call.kind === 'warning') {
      const { takenBy = null, takenAt = null } = board.warnings.get(call.id) ?? {};
      const at = takenAt ?? now.value;
      return { title, by: takenBy, tookMs: at - call.since, at: now.value };
    }
    const act = board.newestActs.find(({ incident }) => incident === call.id);
    return { title, by: act?.by ?? null, tookMs: (act?.at ?? now.value) - call.since, at: now.value };
  }

  /** Takes a call and opens what it is about. Another desk may have been faster: then the board has shown it already. */
  async function takeCall(call: Call): Promise<void> {
    if (taking.value !== null) return;
    taking.value = call.id;
    refusal.value = null;
    const answer = await send(commandOf(call)).finally(() => (taking.value = null));
    if (isRefusal(answer) && answer.code !== 'conflict') {
      refusal.value = answer;
      return;
    }
    const incident = call.kind === 'incident' ? call.id : call.row.incident;
    if (incident !== null && !isRefusal(answer)) await select(incident);
  }

  return { calls, takingCall: taking, callRefusal: refusal, taken, takeCall };
}

function commandOf(call: Call): CommandBody {
  if (call.kind === 'warning') return { kind: 'take-warning', warning: call.id };
  const { id, version } = call.row;
  return { kind: 'take', incident: id, version, transition: call.step.id, form: {} };
}
