import { computed, ref, shallowRef } from 'vue';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import { type Api } from '../http/api.ts';
import { isPortal, isUnreachable, unreachable } from '../http/call.ts';
import type { EntryStore } from './kept-entries.ts';
import type { KeptFiles } from './kept-files.ts';
import {
  byServerClock,
  entryOf,
  inOrder,
  isPassing,
  nextOf,
  outOfDate,
  settle,
  staleness,
  type Draft,
  type Entry,
} from './outbox.ts';
import { newKey } from './send.ts';

export interface OutboxParts {
  api: Pick<Api, 'command'>;
  jurisdiction: string;
  who: string;
  store: EntryStore;
  /** Files that commands name; nothing when none of them does. */
  files?: Pick<KeptFiles, 'bring' | 'sweep'>;
  now: () => number;
  /** How much later the server's clock is, null while it was not heard, and how it can be heard. Missing: it is the device's. */
  clock?: { difference: () => number | null; hear: () => Promise<unknown> };
  /** Handed in by tests. */
  wait?: (ms: number) => Promise<void>;
  newKey?: () => string;
}
/** What became of a command while its writer looked on. `waiting`: it is kept and goes out later. */
export type Outcome = CommandAnswer | Refusal | 'waiting';

/** How long a writer is kept waiting for an answer, and how long the queue waits for one. */
const patienceMs = 4_000;
const answerMs = 20_000;
/** Between two tries while the line is down. */
const [firstRetryMs, lastRetryMs] = [3_000, 60_000];

/** Commands that outlive the page: kept before they are sent, sent one by one in order, each under one key until it is answered. */
export function openOutbox(parts: OutboxParts) {
  const { jurisdiction, who, files, now, clock, wait = pause } = parts;
  const shelf = openShelf(parts);
  const { entries } = shelf;
  const line = openLine(parts, shelf);
  /** Entries on this device that somebody else wrote. */
  const others = ref(0);

  async function load(): Promise<void> {
    const all = await shelf.read();
    const own = all.filter((one) => one.who === who && one.jurisdiction === jurisdiction);
    others.value =
      all.filter(({ state }) => state !== 'sent').length - own.filter(({ state }) => state !== 'sent').length;
    const gone = new Set(outOfDate(own, now()));
    if (gone.size > 0) await shelf.drop([...gone]);
    const known = new Set(entries.value.map(({ key }) => key));
    shelf.put(own.filter(({ key }) => !gone.has(key) && !known.has(key)));
    await files?.sweep(all);
    void line.send();
  }
  /** Keeps a command and sends it when its turn comes. A refusal that the writer sees here is not kept. */
  async function give(draft: Draft): Promise<Outcome> {
    const by = { key: (parts.newKey ?? newKey)(), jurisdiction, who };
    // As it will lie in the store: plain, and no longer the form's.
    const own = entryOf(JSON.parse(JSON.stringify(draft)) as Draft, by, entries.value, now());
    const entry: Entry = clock && clock.difference() === null ? { ...own, clock: 'phone' } : own;
    await shelf.keep([entry]);
    shelf.put([entry]);
    const answered = new Promise<Outcome>((done) => line.watchers.set(entry.key, done));
    void line.send();
    const outcome = await Promise.race([answered, wait(patienceMs).then(() => 'waiting' as const)]);
    line.watchers.delete(entry.key);
    if (isRefusal(outcome)) await discard(entry.key);
    return outcome;
  }
  async function discard(key: string): Promise<void> {
    entries.value = entries.value.filter((one) => one.key !== key);
    await shelf.drop([key]);
  }
  const count = (state: Entry['state']) =>
    computed(() => entries.value.filter((one) => one.state === state).length);
  return {
    entries,
    others,
    kept: shelf.kept,
    signedOut: line.signedOut,
    hindrance: line.hindrance,
    sending: line.sending,
    load,
    send: line.send,
    give,
    discard,
    waiting: count('waiting'),
    refused: count('refused'),
    close: line.close,
  };
}

/** The entries as they are seen, and as they lie on the device. */
function openShelf({ store }: Pick<OutboxParts, 'store'>) {
  const entries = shallowRef<readonly Entry[]>([]);
  /** False when this browser keeps nothing: then what waits is lost with the page. */
  const kept = ref(true);
  /** Once there is room again, what lies in the page alone is kept after all. */
  const safely = (act: Promise<unknown>): Promise<void> =>
    act
      .then(async () => {
        if (kept.value) return;
        await store.keep(entries.value);
        kept.value = true;
      })
      .catch(() => void (kept.value = false));
  return {
    entries,
    kept,
    keep: (changed: readonly Entry[]) => safely(store.keep(changed)),
    drop: (keys: string[]) => safely(store.drop(keys)),
    read: (): Promise<readonly Entry[]> =>
      store.read().catch(() => {
        kept.value = false;
        return [];
      }),
    put(changed: readonly Entry[]): void {
      const keys = new Set(changed.map(({ key }) => key));
      entries.value = inOrder([...entries.value.filter(({ key }) => !keys.has(key)), ...changed]);
    },
  };
}
type Shelf = ReturnType<typeof openShelf>;

/** The way out: one entry after the other, until nothing waits or the line is down. */
function openLine(parts: OutboxParts, shelf: Shelf) {
  const { files, now, wait = pause } = parts;
  const { entries } = shelf;
  const signedOut = ref(false);
  /** Why what waits does not go out, when it is not that there is no line. */
  const hindrance = shallowRef<Refusal | null>(null);
  const sending = ref(false);
  /** Writers who look on, by the key of their entry. */
  const watchers = new Map<string, (outcome: Outcome) => void>();
  let retryMs = firstRetryMs;
  let retrying = false;
  let open = true;

  /** Called whenever there is hope. */
  async function send(): Promise<void> {
    if (sending.value || !open) return;
    sending.value = true;
    try {
      for (let entry = nextOf(entries.value); entry && open; entry = nextOf(entries.value)) {
        const unheard = await hearOf(parts);
        entry = await timed(parts, shelf, entry);
        const answer =
          unheard ?? staleness(entry, now()) ?? (await files?.bring(entry)) ?? (await carry(parts, entry));
        signedOut.value = isRefusal(answer) && answer.code === 'unauthenticated';
        hindrance.value = isPassing(answer) && (isPortal(answer) || !isUnreachable(answer)) ? answer : null;
        if (isPassing(answer)) return retryLater();
        retryMs = firstRetryMs;
        // Thrown away meanwhile.
        if (!entries.value.some((one) => one.key === entry?.key)) continue;
        const after = settle(entry, answer, now());
        // The follower first: dying here, the first one is asked again and makes the same follower.
        await shelf.keep([...after].reverse());
        shelf.put(after);
        watchers.get(entry.key)?.(answer);
      }
    } finally {
      sending.value = false;
    }
  }
  function retryLater(): void {
    for (const tell of watchers.values()) tell('waiting');
    if (retrying || signedOut.value) return;
    retrying = true;
    void wait(retryMs).then(() => {
      retrying = false;
      return nextOf(entries.value) && send();
    });
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  }
  return { signedOut, hindrance, sending, watchers, send, close: () => void (open = false) };
}

/** Why the server's clock is not heard yet. Whether an entry is too old is not told by a clock that nobody has set. */
async function hearOf({ clock }: Pick<OutboxParts, 'clock'>): Promise<Refusal | null> {
  if (!clock || clock.difference() !== null) return null;
  const answer = await clock.hear();
  if (clock.difference() !== null) return null;
  return isRefusal(answer) && isPortal(answer) ? answer : refuse('busy', 'unreachable', unreachable);
}

/** An entry by the server's clock, as soon as that was heard. */
async function timed({ clock }: Pick<OutboxParts, 'clock'>, shelf: Shelf, entry: Entry): Promise<Entry> {
  const difference = clock?.difference() ?? null;
  if (entry.clock === undefined || difference === null) return entry;
  const moved = byServerClock(entry, difference);
  await shelf.keep([moved]);
  shelf.put([moved]);
  return moved;
}

/** A line that swallows everything is a dead line: an answer that comes after all is asked for again with the same key. */
function carry(
  { api, wait = pause }: Pick<OutboxParts, 'api' | 'wait'>,
  { command, key }: Entry,
): Promise<CommandAnswer | Refusal> {
  const late = wait(answerMs).then(() => refuse('busy', 'no-answer', unreachable));
  return Promise.race([api.command(command, key), late]);
}
export type Outbox = ReturnType<typeof openOutbox>;

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
