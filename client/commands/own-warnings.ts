import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { WarningLine } from '#shared/wire/warnings.ts';
import { openWarningsApi, type WarningsApi } from '../http/warnings-api.ts';

/** Several changes at once are read once. */
const gatherMs = 300;

/**
 * Warnings that were sent to whoever sits here, and which of them are to be read. `stamp` changes whenever a warning begins, changes
 * its colour or ends; receipts of others change nothing here. What was known is kept on this device, for a page opened without a line.
 */
export function openOwnWarnings(ports: {
  jurisdiction: string;
  who: string;
  stamp: () => string;
  api?: Pick<WarningsApi, 'list'>;
  storage?: Pick<Storage, 'getItem' | 'setItem'> | undefined;
}) {
  const { jurisdiction, who, storage = globalThis.localStorage } = ports;
  const api = ports.api ?? openWarningsApi(jurisdiction);
  const name = `jiuhuan.warnings.${jurisdiction}.${who}`;
  const standing = shallowRef<readonly WarningLine[]>(kept());
  let timer: ReturnType<typeof setTimeout> | undefined;

  function kept(): WarningLine[] {
    try {
      return JSON.parse(storage?.getItem(name) ?? '[]') as WarningLine[];
    } catch {
      return [];
    }
  }
  async function read(): Promise<void> {
    const answer = await api.list();
    if (isRefusal(answer)) return;
    standing.value = answer.standing;
    try {
      storage?.setItem(name, JSON.stringify(answer.standing.filter(({ mine }) => mine !== null)));
    } catch {
      // A device without room keeps nothing.
    }
  }
  watch(
    ports.stamp,
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => void read(), gatherMs);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return {
    /** All of them that reach the own part. */
    standing,
    unread: computed(() => standing.value.filter(({ mine }) => mine === 'unread')),
    read,
    /** It is read here; the server hears of it by whoever calls this. */
    mark(id: string): void {
      standing.value = standing.value.map((one) => (one.id === id ? { ...one, mine: 'read' } : one));
    },
  };
}

/** What of a board's warnings asks for another look at whom they were sent to. */
export function warningStamp(
  rows: Iterable<{ id: string; colour: string; escalatedAt: number | null }>,
): string {
  return [...rows].map(({ id, colour, escalatedAt }) => `${id} ${colour} ${escalatedAt ?? ''}`).join('|');
}
