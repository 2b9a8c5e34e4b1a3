import { createStore, del, delMany, get, set, values } from 'idb-keyval';
import { inject, onScopeDispose, provide, ref, shallowRef, watch, type InjectionKey } from 'vue';
import { must } from '#shared/kernel/must.ts';
import { pickedAgain, toKeep, type KeptPick, type PickedFile } from '../files/picked-files.ts';

/** What stands in a form that was not sent: its fields, and the files chosen for it under the names of their places. */
export interface DraftParts<T> {
  value: T;
  files: Record<string, PickedFile[]>;
}
/** A form that was not sent, on this device. */
export interface KeptDraft {
  jurisdiction: string;
  /** Whose; nobody else is shown it. */
  who: string;
  /** Which form of that person. */
  name: string;
  at: number;
  /** As the form gave it. */
  value: unknown;
  files: Record<string, KeptPick[]>;
}
/** Where drafts outlive the page. */
export interface DraftStore {
  get(key: string): Promise<KeptDraft | undefined>;
  list(): Promise<KeptDraft[]>;
  keep(key: string, draft: KeptDraft): Promise<void>;
  drop(keys: readonly string[]): Promise<void>;
}

/** The drafts kept by this browser. One that keeps nothing (a private window, a full phone) makes its calls fail. */
export function openDraftStore(): DraftStore {
  const store = createStore('jiuhuan-drafts', 'drafts');
  return {
    get: (key) => get<KeptDraft>(key, store),
    list: () => values<KeptDraft>(store),
    keep: (key, draft) => set(key, draft, store),
    drop: (keys) => (keys.length === 1 ? del(keys[0] ?? '', store) : delMany([...keys], store)),
  };
}

export interface DraftsOptions {
  store?: DraftStore;
  jurisdiction: string;
  who: string;
  /** For how long a draft is kept. */
  keptMs: number;
  now?: () => number;
}

/** The forms that somebody has begun on this device and not sent. */
export function openDrafts({ jurisdiction, who, keptMs, now = Date.now, ...options }: DraftsOptions) {
  const store = options.store ?? openDraftStore();
  const list = shallowRef<readonly Pick<KeptDraft, 'name' | 'at'>[]>([]);
  /** True once something could not be kept: it is lost with the page. */
  const failed = ref(false);
  const keyOf = (name: string): string => JSON.stringify([jurisdiction, who, name]);
  const fail = (): void => void (failed.value = true);

  /** Reads which there are, and lets go of what is too old. */
  async function load(): Promise<void> {
    const all = await store.list().catch(() => []);
    const old = all.filter(({ at }) => now() - at > keptMs);
    if (old.length > 0)
      await store
        .drop(old.map((one) => JSON.stringify([one.jurisdiction, one.who, one.name])))
        .catch(() => undefined);
    list.value = all
      .filter((one) => one.who === who && one.jurisdiction === jurisdiction && !old.includes(one))
      .map(({ name, at }) => ({ name, at }))
      .sort((a, b) => b.at - a.at);
  }
  async function keep<T>(name: string, { value, files }: DraftParts<T>): Promise<void> {
    const at = now();
    // Plain, and no longer the form's.
    const plain: unknown = JSON.parse(JSON.stringify(value));
    const kept = Object.entries(files).map(([place, picked]) => [place, toKeep(picked)] as const);
    list.value = [{ name, at }, ...list.value.filter((one) => one.name !== name)];
    await store
      .keep(keyOf(name), { jurisdiction, who, name, at, value: plain, files: Object.fromEntries(kept) })
      .then(() => void (failed.value = false), fail);
  }
  async function read<T>(name: string): Promise<(DraftParts<T> & { at: number }) | null> {
    const kept = await store.get(keyOf(name)).catch(() => undefined);
    if (!kept || now() - kept.at > keptMs) return null;
    const files = Object.entries(kept.files).map(([place, picks]) => [place, pickedAgain(picks, now())]);
    return {
      at: kept.at,
      value: kept.value as T,
      files: Object.fromEntries(files) as DraftParts<T>['files'],
    };
  }
  async function drop(name: string): Promise<void> {
    list.value = list.value.filter((one) => one.name !== name);
    await store.drop([keyOf(name)]).catch(() => undefined);
  }
  return { list, failed, load, keep, read, drop };
}
export type Drafts = ReturnType<typeof openDrafts>;

const draftsKey: InjectionKey<Drafts> = Symbol('drafts');
export function provideDrafts(drafts: Drafts): void {
  provide(draftsKey, drafts);
}
export function useDrafts(): Drafts {
  return must(inject(draftsKey), 'drafts');
}

const afterMs = 300;

/**
 * Keeps a form while it is filled in, so that it outlives the page, the back key and a change of page. `read` says what stands
 * in it, null when that is nothing; `write` puts back what was kept, before `ready`.
 */
export function useDraft<T>(
  name: string,
  form: { read: () => DraftParts<T> | null; write: (parts: DraftParts<T>) => void },
  drafts: Drafts = useDrafts(),
) {
  const ready = ref(false);
  /** When what was put back had been written. */
  const restoredAt = ref<number | null>(null);
  let isSent = false;
  let isLeft = false;
  const keeping = openKeeping(name, form.read, drafts);
  void drafts.read<T>(name).then((kept) => {
    if (isLeft) return;
    if (kept) {
      form.write(kept);
      restoredAt.value = kept.at;
      keeping.found();
    }
    ready.value = true;
    stop = watch(
      form.read,
      () => {
        if (!isSent) keeping.soon();
      },
      { deep: true },
    );
  });
  let stop: () => void = () => undefined;
  whenLeft(keeping.flush, () => {
    isLeft = true;
    keeping.flush();
    stop();
  });
  return {
    ready,
    restoredAt,
    /** It was sent: nothing is left to keep. */
    sent(): Promise<void> {
      isSent = true;
      return keeping.drop();
    },
    /** Throws away what was put back. The form empties itself. */
    async forget(): Promise<void> {
      await keeping.drop();
      restoredAt.value = null;
    },
  };
}

/** What stands in a form, written down a moment after it has changed. */
function openKeeping<T>(name: string, read: () => DraftParts<T> | null, drafts: Drafts) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isKept = false;
  function drop(): Promise<void> {
    isKept = false;
    clearTimeout(timer);
    timer = undefined;
    return drafts.drop(name);
  }
  function flush(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    const parts = read();
    if (parts) {
      isKept = true;
      void drafts.keep(name, parts);
    } else if (isKept) void drop();
  }
  return {
    drop,
    flush,
    /** It was kept before this page. */
    found: (): void => void (isKept = true),
    soon(): void {
      clearTimeout(timer);
      timer = setTimeout(flush, afterMs);
    },
  };
}

/** A phone may end the page while its camera is open: `flush` is called as soon as it is hidden, `left` when its part is gone. */
function whenLeft(flush: () => void, left: () => void): void {
  const hide = (): void => void (document.visibilityState === 'hidden' && flush());
  document.addEventListener('visibilitychange', hide);
  addEventListener('pagehide', flush);
  onScopeDispose(() => {
    left();
    document.removeEventListener('visibilitychange', hide);
    removeEventListener('pagehide', flush);
  });
}
