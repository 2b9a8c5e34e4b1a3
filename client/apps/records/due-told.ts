import { shallowRef } from 'vue';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { ToldRecord, ToldStore } from '../../commands/kept-told.ts';
import { isUnreachable } from '../../http/call.ts';
import type { RecordsApi } from '../../http/records-api.ts';

interface TellingParts {
  records: RecordsApi;
  movedWhy: string;
  /** Where acts outlive the page; none: they wait in it alone. */
  kept?: ToldStore | undefined;
}

/** What was done at doors, told to the house with its instant: at once, or, without a line, when there is one. */
export function openTelling(parts: TellingParts) {
  const { kept } = parts;
  const waiting = shallowRef<readonly ToldRecord[]>([]);
  async function wait(told: readonly ToldRecord[]): Promise<Refusal | null> {
    waiting.value = told;
    // A browser that keeps nothing would lose them with the page: that is said, and the home stays open.
    const isKept = await (kept?.keep(told).then(
      () => true,
      () => false,
    ) ?? false);
    return isKept ? null : refuse('busy', 'unreachable', 'unreachable');
  }
  return {
    waiting,
    /** Takes up what waited when the page was left. */
    async load(): Promise<void> {
      waiting.value = (await kept?.read().catch(() => [])) ?? waiting.value;
    },
    /** Sends in order; from where the line is gone the rest waits. Behind what waits already, everything does. */
    async tell(told: readonly ToldRecord[]): Promise<Refusal | null> {
      if (waiting.value.length > 0) return wait([...waiting.value, ...told]);
      for (const [i, one] of told.entries()) {
        const failed = await send(parts, one);
        if (failed && isUnreachable(failed)) return wait(told.slice(i));
        if (failed && failed.code !== 'not-now') return failed;
      }
      return null;
    },
    /** Sends what waits; what the server refuses for good (the record ended meanwhile) holds up nobody behind it. */
    async flush(): Promise<void> {
      while (waiting.value.length > 0) {
        const [first, ...rest] = waiting.value;
        const failed = first ? await send(parts, first) : null;
        if (failed && (isUnreachable(failed) || failed.code === 'busy' || failed.code === 'unauthenticated'))
          return;
        waiting.value = rest;
        await kept?.keep(rest).catch(() => undefined);
      }
    },
  };
}

async function send(parts: TellingParts, { id, act, at }: ToldRecord): Promise<Refusal | null> {
  if (act === 'moved') return endOf(parts, id);
  const answer = await parts.records.confirm(id, { act, at });
  return isRefusal(answer) ? answer : null;
}

async function endOf({ records, movedWhy }: TellingParts, id: string): Promise<Refusal | null> {
  const found = await records.open(id, 'confirm');
  if (isRefusal(found)) return found;
  if (found.endedAt !== null) return null;
  const { version } = found;
  const answer = await records.correct(id, { version, why: movedWhy, ended: true, purpose: 'confirm' });
  return isRefusal(answer) ? answer : null;
}
