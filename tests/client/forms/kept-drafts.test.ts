// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, shallowRef } from 'vue';
import {
  openDrafts,
  useDraft,
  type DraftStore,
  type Drafts,
  type KeptDraft,
} from '../../../client/forms/kept-drafts.ts';
import { openPicking, type PickedFile } from '../../../client/files/picked-files.ts';

function memory() {
  const kept = new Map<string, KeptDraft>();
  const store: DraftStore = {
    get: async (key) => kept.get(key),
    list: async () => [...kept.values()],
    keep: async (key, draft) => void kept.set(key, draft),
    drop: async (keys) => keys.forEach((key) => kept.delete(key)),
  };
  return { kept, store };
}
const draftsOf = (store: DraftStore, who = 'field-1', now: () => number = () => 1_000): Drafts =>
  openDrafts({ store, jurisdiction: 'jiangyin', who, keptMs: 500, now });

/** A form of one text and some photos, as a page opens it. */
function openForm(drafts: Drafts, send = async () => ({ ref: 'r.jpg' })) {
  const scope = effectScope();
  const words = ref('');
  const photos = shallowRef<PickedFile[]>([]);
  const made = scope.run(() => {
    const draft = useDraft<{ words: string }>(
      'a form',
      {
        read: () =>
          words.value === '' && photos.value.length === 0
            ? null
            : { value: { words: words.value }, files: { photos: photos.value } },
        write({ value, files }) {
          words.value = value.words;
          photos.value = files['photos'] ?? [];
        },
      },
      drafts,
    );
    return { draft };
  });
  if (!made) throw new Error('no scope');
  const pick = (): ReturnType<typeof openPicking> =>
    scope.run(() =>
      openPicking({
        files: photos,
        send,
        reduce: async (one: Blob) => one,
        most: () => 3,
        now: () => 1_000,
      }),
    ) as ReturnType<typeof openPicking>;
  return { ...made, words, photos, pick, close: () => scope.stop() };
}
const written = { value: { words: '桥下' }, files: {} };

describe('a form that was not sent', () => {
  it('is there again after the page has died, with its photos', async () => {
    const { store } = memory();
    const first = openForm(draftsOf(store));
    await vi.waitFor(() => expect(first.draft.ready.value).toBe(true));
    expect(first.draft.restoredAt.value).toBeNull();
    first.words.value = '桥下一堆';
    first.pick().add([new File(['bytes'], 'a.jpg', { type: 'image/jpeg' })], true);
    await vi.waitFor(() => expect(first.photos.value.map(({ state }) => state)).toEqual(['kept']));
    first.close();

    const drafts = draftsOf(store);
    await drafts.load();
    expect(drafts.list.value).toEqual([{ name: 'a form', at: 1_000 }]);
    const second = openForm(drafts);
    await vi.waitFor(() => expect(second.draft.restoredAt.value).toBe(1_000));
    expect(second.words.value).toBe('桥下一堆');
    expect(second.photos.value).toMatchObject([{ name: 'a.jpg', ref: 'r.jpg', state: 'kept' }]);
    expect(second.pick().preview(second.photos.value[0]?.id ?? 0)).toMatch(/^blob:/u);
    await second.draft.sent();
    second.close();
    await drafts.load();
    expect(drafts.list.value).toEqual([]);
  });

  it('sends again what had not arrived when the page died', async () => {
    const { store } = memory();
    const first = openForm(draftsOf(store), () => new Promise(() => undefined));
    await vi.waitFor(() => expect(first.draft.ready.value).toBe(true));
    first.pick().add([new File(['bytes'], 'a.jpg', { type: 'image/jpeg' })], true);
    await vi.waitFor(() => expect(first.photos.value.map(({ state }) => state)).toEqual(['sending']));
    first.close();
    const sent: string[] = [];
    const second = openForm(draftsOf(store), async (...args: unknown[]) => {
      sent.push(await (args[0] as Blob).text());
      return { ref: 'later.jpg' };
    });
    await vi.waitFor(() => expect(second.photos.value).toHaveLength(1));
    second.pick();
    await vi.waitFor(() => expect(second.photos.value).toMatchObject([{ state: 'kept', ref: 'later.jpg' }]));
    expect(sent).toEqual(['bytes']);
    second.close();
  });

  it('is kept at once when the page is hidden, and dropped when it is emptied', async () => {
    const { kept, store } = memory();
    const form = openForm(draftsOf(store));
    await vi.waitFor(() => expect(form.draft.ready.value).toBe(true));
    form.words.value = '桥';
    await nextTick();
    dispatchEvent(new Event('pagehide'));
    expect(kept.size).toBe(1);
    form.words.value = '';
    await nextTick();
    dispatchEvent(new Event('pagehide'));
    await vi.waitFor(() => expect(kept.size).toBe(0));
    form.close();
  });

  it('is shown to nobody else, and not for ever', async () => {
    const { kept, store } = memory();
    await draftsOf(store, 'field-2').keep('a form', written);
    const own = draftsOf(store);
    await own.load();
    expect(own.list.value).toEqual([]);
    expect(await own.read('a form')).toBeNull();
    const later = draftsOf(store, 'field-2', () => 1_501);
    expect(await later.read('a form')).toBeNull();
    await later.load();
    expect(kept.size).toBe(0);
  });

  it('says so where it cannot be kept', async () => {
    const { store } = memory();
    const drafts = draftsOf({
      ...store,
      keep: async () => Promise.reject(new DOMException('', 'QuotaExceededError')),
    });
    await drafts.keep('a form', written);
    expect(drafts.failed.value).toBe(true);
  });
});
