import type { Ref } from 'vue';
import type { Actor } from '#shared/access/person.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { unreadBy } from '#shared/incident/receipts.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';

/** A message that stood on the screen for this long was read. */
const readMs = 1_000;

/** Sends a receipt for what was read: once for all messages that stand there together. */
export function openReceipts(parts: {
  pane: Readonly<Ref<HTMLElement | null>>;
  actor: Actor;
  tell(body: CommandBody): Promise<CommandAnswer | Refusal>;
}) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Told already; the fact is on its way back. */
  const told = new Set<string>();

  function look(incident: Incident): void {
    clearTimeout(timer);
    const fresh = unreadBy(incident, parts.actor).filter(({ id }) => !told.has(`${incident.id} ${id}`));
    if (fresh.length === 0 || document.visibilityState !== 'visible') return;
    timer = setTimeout(() => {
      if (!isOnScreen(parts.pane.value)) return look(incident);
      for (const { id } of fresh) told.add(`${incident.id} ${id}`);
      const messages = fresh.map(({ id }) => id).slice(0, 100);
      void parts.tell({ kind: 'see', incident: incident.id, messages });
    }, readMs);
  }
  return { look, stop: () => clearTimeout(timer) };
}

/** Whether the element, or any of it, can be seen. */
function isOnScreen(element: HTMLElement | null): boolean {
  if (!element) return false;
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && top < innerHeight && bottom > 0;
}
