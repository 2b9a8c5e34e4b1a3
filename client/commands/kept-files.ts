import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { createStore, delMany, entries as allEntries, get, set } from 'idb-keyval';
import { isFileType, refOf } from '#shared/evidence/file.ts';
import { filesOf } from '#shared/incident/refs.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { isUnreachable, unreachable } from '../http/call.ts';
import type { SendFile } from '../files/files.ts';
import type { Entry } from './outbox.ts';

/** A file on this device, for a command that has not been answered yet. */
export interface KeptBlob {
  file: Blob;
  keptAt: number;
  /** When the server had it last; null: never. */
  sentAt: number | null;
}
/** Where files outlive the page, by the name that evidence speaks of them by. */
export interface FileStore {
  get(ref: string): Promise<KeptBlob | undefined>;
  keep(ref: string, kept: KeptBlob): Promise<void>;
  list(): Promise<[ref: string, keptAt: number][]>;
  drop(refs: readonly string[]): Promise<void>;
}

/** The server sweeps what nobody named within a day. */
const sweptMs = 20 * hourMs;
/** A file that no entry names belongs to a form that was left. */
const leftMs = 2 * dayMs;
const sendingMs = 120_000;

export function openFileStore(): FileStore {
  const store = createStore('jiuhuan-outbox-files', 'files');
  return {
    get: (ref) => get<KeptBlob>(ref, store),
    keep: (ref, kept) => set(ref, kept, store),
    list: async () =>
      (await allEntries<string, KeptBlob>(store)).map(([ref, { keptAt }]): [string, number] => [ref, keptAt]),
    drop: (refs) => delMany([...refs], store),
  };
}

export interface KeptFilesParts {
  store: FileStore;
  upload: (
    file: Blob,
    options: { onProgress?: (share: number) => void; signal?: AbortSignal },
  ) => Promise<{ ref: string } | Refusal>;
  offline: () => boolean;
  now: () => number;
}

/**
 * Files of commands that may have to wait. The name of a file is made of its bytes, so that it can be named before the server
 * has it; the server has it before it gets the command.
 */
export function openKeptFiles({ store, upload, offline, now }: KeptFilesParts) {
  /** Sends a file, or keeps it for the time when there is a line; a copy is kept in any case, until its command is answered. */
  const send: SendFile = async (file, options) => {
    const answer = offline() ? null : await upload(file, options);
    // Who was signed out meanwhile signs in again: the file waits for that as for a line.
    const mayPass = isRefusal(answer) && (isUnreachable(answer) || answer.code === 'unauthenticated');
    if (answer && isRefusal(answer) && !mayPass) return answer;
    const isSent = answer !== null && !isRefusal(answer);
    const ref = isSent ? answer.ref : await nameOf(file);
    if (ref === null) return answer ?? upload(file, options);
    try {
      await store.keep(ref, { file, keptAt: now(), sentAt: isSent ? now() : null });
    } catch {
      // A phone that is full, or a browser that keeps nothing: then only what the server has can be named.
      if (isSent) return { ref };
      return answer ?? refuse('busy', 'phone-full');
    }
    return { ref };
  };

  /** Brings the files of a command to the server, as far as they are not there any more. */
  async function bring({ command }: Entry): Promise<Refusal | null> {
    for (const ref of refsOf(command)) {
      const kept = await store.get(ref).catch(() => undefined);
      if (!kept || (kept.sentAt !== null && now() - kept.sentAt < sweptMs)) continue;
      // Known to be cut off: nobody waits for the tries of an upload.
      if (offline()) return refuse('busy', 'unreachable', unreachable);
      const answer = await upload(kept.file, { signal: AbortSignal.timeout(sendingMs) });
      if (isRefusal(answer)) return answer;
      await store.keep(ref, { ...kept, sentAt: now() }).catch(() => undefined);
    }
    return null;
  }

  /** Lets go of what no entry needs any more. */
  async function sweep(entries: readonly Entry[]): Promise<void> {
    const needed = new Set(
      entries
        .filter(({ state }) => state !== 'sent')
        .flatMap(({ command, follow }) => [...refsOf(command), ...(follow ? refsOf(follow) : [])]),
    );
    const done = new Set(
      entries.filter(({ state }) => state === 'sent').flatMap(({ command }) => refsOf(command)),
    );
    const held = await store.list().catch(() => []);
    const gone = held.filter(
      ([ref, keptAt]) => !needed.has(ref) && (done.has(ref) || now() - keptAt > leftMs),
    );
    if (gone.length > 0) await store.drop(gone.map(([ref]) => ref)).catch(() => undefined);
  }
  return { send, bring, sweep };
}
export type KeptFiles = ReturnType<typeof openKeptFiles>;

function refsOf(command: Entry['command'] | NonNullable<Entry['follow']>): string[] {
  const evidence = 'evidence' in command ? command.evidence : [];
  const form = 'form' in command ? command.form : undefined;
  return filesOf({ evidence, form }).map(({ ref }) => ref);
}

/** As the server will name it; null for a kind that it does not take. */
async function nameOf(file: Blob): Promise<string | null> {
  if (!isFileType(file.type)) return null;
  // Not `crypto.subtle`: it is not there on plain http.
  return refOf(bytesToHex(sha256(new Uint8Array(await file.arrayBuffer()))), file.type);
}
