import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { openKeptFiles, type FileStore, type KeptBlob } from '../../../client/commands/kept-files.ts';
import type { Entry } from '../../../client/commands/outbox.ts';
import { unreachable } from '../../../client/http/call.ts';

const photo = new Blob(['a photo'], { type: 'image/jpeg' });
const ref = `${createHash('sha256').update('a photo').digest('hex')}.jpg`;
const options = { onProgress: () => undefined, signal: new AbortController().signal };

function device() {
  const held = new Map<string, KeptBlob>();
  const store: FileStore = {
    get: (name) => Promise.resolve(held.get(name)),
    keep: (name, kept) => Promise.resolve(void held.set(name, kept)),
    list: () => Promise.resolve([...held].map(([name, { keptAt }]): [string, number] => [name, keptAt])),
    drop: (names) => Promise.resolve(names.forEach((name) => held.delete(name))),
  };
  return { held, store };
}
function phone() {
  const { held, store } = device();
  const state = { now: 1_790_000_000_000, up: true, refusal: null as Refusal | null };
  const uploads: Blob[] = [];
  const files = openKeptFiles({
    store,
    now: () => state.now,
    offline: () => !state.up,
    upload: (file) => {
      if (!state.up) return Promise.resolve(refuse('busy', 'unreachable', unreachable));
      if (!state.refusal) uploads.push(file);
      return Promise.resolve(state.refusal ?? { ref });
    },
  });
  return { held, state, uploads, files };
}
const entry = (state: Entry['state'], names: string[]): Entry => ({
  key: 'k',
  jurisdiction: 'jiangyin',
  who: 'f',
  place: 1,
  writtenAt: 1,
  title: '',
  state,
  act: { zh: '上报', en: 'Report' },
  command: {
    kind: 'report',
    source: 'patrol',
    item: 'manhole',
    title: '井盖',
    detail: '',
    address: '',
    place: { lng: 120, lat: 32 },
    urgent: false,
    evidence: names.map((name) => ({ kind: 'photo', text: '', ref: name, at: 1 })),
  },
});

describe('a photo', () => {
  it('taken without a line has the name that the server will give it, and goes before its command', async () => {
    const { files, state, uploads } = phone();
    state.up = false;
    expect(await files.send(photo, options)).toEqual({ ref });
    expect(await files.bring(entry('waiting', [ref]))).toMatchObject({ code: 'busy' });
    state.up = true;
    expect(await files.bring(entry('waiting', [ref]))).toBeNull();
    expect(await files.bring(entry('waiting', [ref]))).toBeNull();
    expect(uploads).toHaveLength(1);
  });

  it('that was sent is sent anew once the server may have swept it', async () => {
    const { files, state, uploads } = phone();
    await files.send(photo, options);
    state.now += 12 * hourMs;
    await files.bring(entry('waiting', [ref]));
    expect(uploads).toHaveLength(1);
    state.now += 12 * hourMs;
    await files.bring(entry('waiting', [ref]));
    expect(uploads).toHaveLength(2);
  });

  it('that the server does not take is refused at once, and no other kind is kept', async () => {
    const { files, state, held } = phone();
    state.refusal = refuse('too-large', 'too-much-at-once');
    expect(await files.send(photo, options)).toMatchObject({ code: 'too-large' });
    state.up = false;
    expect(await files.send(new Blob(['x'], { type: 'text/html' }), options)).toMatchObject({ code: 'busy' });
    expect(held.size).toBe(0);
  });

  it('is let go when its command is answered or its form was left, not while somebody waits for it', async () => {
    const { files, state, held } = phone();
    await files.send(photo, options);
    await files.sweep([entry('waiting', [ref])]);
    await files.sweep([]);
    expect(held.size).toBe(1);
    await files.sweep([entry('sent', [ref])]);
    expect(held.size).toBe(0);
    await files.send(photo, options);
    state.now += 3 * dayMs;
    await files.sweep([entry('refused', [ref])]);
    expect(held.size).toBe(1);
    await files.sweep([]);
    expect(held.size).toBe(0);
  });

  it('taken while nobody is signed in any more waits on the phone, and goes when somebody is', async () => {
    const { files, state, held } = phone();
    state.refusal = refuse('unauthenticated', 'not-signed-in');
    expect(await files.send(photo, options)).toEqual({ ref });
    expect(held.get(ref)?.sentAt).toBeNull();
    expect(await files.bring(entry('waiting', [ref]))).toMatchObject({ code: 'unauthenticated' });
    state.refusal = null;
    expect(await files.bring(entry('waiting', [ref]))).toBeNull();
  });

  it('for which a phone has no room says that, and not that there is no line', async () => {
    const full = (): Promise<void> => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
    const { store } = device();
    const files = openKeptFiles({
      store: { ...store, keep: full },
      now: () => 0,
      offline: () => true,
      upload: () => Promise.resolve(refuse('busy', 'unreachable', unreachable)),
    });
    expect(await files.send(photo, options)).toMatchObject({
      reason: expect.stringContaining('no room') as string,
    });
    const online = openKeptFiles({
      store: { ...store, keep: full },
      now: () => 0,
      offline: () => false,
      upload: () => Promise.resolve({ ref }),
    });
    expect(await online.send(photo, options)).toEqual({ ref });
  });
});
