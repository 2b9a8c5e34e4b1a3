import { onScopeDispose, watch, type ShallowRef } from 'vue';
import { fileTypes, isFileType } from '#shared/evidence/file.ts';
import type { Evidence } from '#shared/incident/incident.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { SendFile } from './files.ts';

export type FileKind = Extract<Evidence['kind'], 'photo' | 'video' | 'document'>;

/** A file that somebody chose, on its way to the server or there. Plain: it lies in the draft of a form. */
export interface PickedFile {
  id: number;
  name: string;
  kind: FileKind;
  at: number;
  state: 'preparing' | 'sending' | 'kept' | 'failed';
  /** How much of it has gone, from 0 to 1. */
  share: number;
  /** Once it is kept. */
  ref: string | null;
  refusal: Refusal | null;
}

/** The kept ones as evidence, each under the same caption. */
export function evidenceOf(files: readonly PickedFile[], caption: string): Evidence[] {
  const text = caption.trim().slice(0, 500);
  return files.flatMap(({ kind, ref, at }) => (ref === null ? [] : [{ kind, text, ref, at }]));
}

/** What hinders the form these files belong to. */
export function hindrance(files: readonly PickedFile[]): 'sending' | 'unsent' | null {
  if (files.some(({ state }) => state === 'failed')) return 'unsent';
  return files.some(({ state }) => state !== 'kept') ? 'sending' : null;
}

/** The bytes of chosen files as they are sent, while this page knows them. Those of forms long left are let go of. */
const bytes = new Map<number, Blob>();
const mostBytes = 60;
function know(id: number, file: Blob): void {
  bytes.set(id, file);
  const [oldest] = bytes.keys();
  if (bytes.size > mostBytes && oldest !== undefined) bytes.delete(oldest);
}

/** A chosen file as a draft keeps it. */
export interface KeptPick extends Pick<PickedFile, 'name' | 'kind' | 'at' | 'ref'> {
  file: Blob;
}

/** Chosen files with their bytes, so that they outlive the page. What could not be taken at all is left out. */
export function toKeep(files: readonly PickedFile[]): KeptPick[] {
  return files.flatMap(({ id, name, kind, at, ref }) => {
    const file = bytes.get(id);
    return file ? [{ name, kind, at, ref, file }] : [];
  });
}

/** The server sweeps what no command has named within a day. */
const namedMs = 20 * hourMs;

/** Kept files as chosen ones, under ids of this page; what the server may have forgotten goes to it again. */
export function pickedAgain(kept: readonly KeptPick[], now: number): PickedFile[] {
  return kept.map(({ name, kind, at, ref, file }) => {
    const id = (lastId += 1);
    know(id, file);
    const isThere = ref !== null && now - at < namedMs;
    const state = isThere ? ('kept' as const) : ('preparing' as const);
    return { id, name, kind, at, state, share: isThere ? 1 : 0, ref: isThere ? ref : null, refusal: null };
  });
}

interface PickingParts {
  files: ShallowRef<readonly PickedFile[]>;
  send: SendFile;
  /** Makes a photo smaller. */
  reduce: (file: Blob) => Promise<Blob>;
  /** Files that may be chosen in all. */
  most: () => number;
  now: () => number;
}

let lastId = 0;

/** What of a chosen file this page knows. */
interface Source {
  file: Blob;
  whole: boolean;
  preview: string;
  stop: AbortController;
}
function sourceOf(file: Blob, whole: boolean, kind: FileKind | null): Source {
  const preview = kind === 'photo' ? URL.createObjectURL(file) : '';
  return { file, whole, preview, stop: new AbortController() };
}

/** The choosing of files: each is sent at once, so that the form has only names to send. */
export function openPicking({ files, send, reduce, most, now }: PickingParts) {
  const sources = new Map<number, Source>();

  const change = (id: number, part: Partial<PickedFile>): void => {
    files.value = files.value.map((one) => (one.id === id ? { ...one, ...part } : one));
  };

  function add(chosen: Iterable<File>, whole: boolean): void {
    for (const file of chosen) {
      if (files.value.length >= most()) return;
      const id = (lastId += 1);
      const kind = kindOf(file.type);
      sources.set(id, sourceOf(file, whole, kind));
      const blank = { state: 'preparing', share: 0, ref: null, refusal: null } as const;
      files.value = [...files.value, { id, name: file.name, kind: kind ?? 'document', at: now(), ...blank }];
      // Before it is made smaller: a phone may end the page meanwhile.
      if (kind) know(id, file);
      if (kind) void carry(id);
      else change(id, { state: 'failed', refusal: refuse('invalid', 'file-kind') });
    }
  }

  async function carry(id: number): Promise<void> {
    const source = sources.get(id);
    if (source) await sendOne({ send, reduce }, id, source, (part) => change(id, part));
  }

  // What another page, or this one before, had chosen is taken over.
  for (const { id, kind, state } of files.value) {
    const file = bytes.get(id);
    if (!file) continue;
    sources.set(id, sourceOf(file, true, kind));
    if (state !== 'kept') void carry(id);
  }

  function forget(id: number): void {
    const source = sources.get(id);
    source?.stop.abort();
    if (source?.preview) URL.revokeObjectURL(source.preview);
    sources.delete(id);
  }
  // A form that was sent is emptied by its owner.
  watch(files, (left) => {
    for (const id of [...sources.keys()])
      if (!left.some((one) => one.id === id)) {
        forget(id);
        bytes.delete(id);
      }
  });
  onScopeDispose(() => [...sources.keys()].forEach(forget));

  return {
    add,
    again: (id: number) => void carry(id),
    remove: (id: number) => void (files.value = files.value.filter((one) => one.id !== id)),
    /** A picture of a chosen photo while this page knows it. */
    preview: (id: number): string => sources.get(id)?.preview ?? '',
  };
}

/** Makes it smaller where that may be, and sends it; what becomes of it is told as it goes. */
async function sendOne(
  { send, reduce }: Pick<PickingParts, 'send' | 'reduce'>,
  id: number,
  { file: given, whole, stop }: Source,
  tell: (part: Partial<PickedFile>) => void,
): Promise<void> {
  tell({ state: 'preparing', share: 0, refusal: null });
  const file = whole ? given : await reduce(given);
  know(id, file);
  tell({ state: 'sending' });
  const answer = await send(file, { onProgress: (share) => tell({ share }), signal: stop.signal });
  if (isRefusal(answer)) tell({ state: 'failed', refusal: answer });
  else tell({ state: 'kept', share: 1, ref: answer.ref });
}

function kindOf(type: string): FileKind | null {
  if (isFileType(type)) return fileTypes[type].kind;
  // A phone's own kind of picture may be one that its browser can turn into a JPEG.
  return type.startsWith('image/') && type !== 'image/svg+xml' ? 'photo' : null;
}
