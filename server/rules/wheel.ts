/**
 * Deadlines by second. Putting and taking cost nothing per sensor that is not due; an entry may be stale by the time it
 * falls due, so whoever takes it looks again and puts it back.
 */
export interface Wheel {
  put(entry: number, dueAt: number): void;
  /** All entries due at or before `now`, taken out. */
  take(now: number): number[];
}

const slotMs = 1_000;

/** An empty wheel that starts turning at `now`. */
export function makeWheel(now: number): Wheel {
  const slots = new Map<number, number[]>();
  let turned = Math.floor(now / slotMs);
  return {
    put(entry, dueAt) {
      // Due within the second that follows the deadline, never before it.
      const slot = Math.max(Math.ceil(dueAt / slotMs), turned + 1);
      const list = slots.get(slot);
      if (list) list.push(entry);
      else slots.set(slot, [entry]);
    },
    take(now) {
      const due: number[] = [];
      const until = Math.floor(now / slotMs);
      // After a long sleep of the machine the filled slots are fewer than the seconds gone by.
      if (until - turned > slots.size) {
        for (const [slot, list] of slots) if (slot <= until) collect(slot, list);
      } else for (let slot = turned + 1; slot <= until; slot++) collect(slot, slots.get(slot));
      turned = Math.max(turned, until);
      return due;

      function collect(slot: number, list: number[] | undefined): void {
        if (!list) return;
        for (const entry of list) due.push(entry);
        slots.delete(slot);
      }
    },
  };
}
