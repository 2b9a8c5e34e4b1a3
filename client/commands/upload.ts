import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { fileTypes, isFileType, refOf, type FileType } from '#shared/evidence/file.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { problem } from '#shared/wire/http.ts';
import { keptFile, type KeptFile } from '#shared/wire/evidence.ts';
import { houseMark } from '#shared/wire/mark.ts';
import { asRefusal, isPortal, isUnreachable, notOfHouse, unreachable } from '../http/call.ts';

export interface UploadOptions {
  /** Told how much of it has gone, from 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}
/** One try: the status and the text of the answer, null when there was none. */
export type PostFile = (
  address: string,
  file: Blob,
  options: UploadOptions,
) => Promise<{ status: number; text: string; isOfHouse: boolean } | null>;

const waitsMs = [500, 2_000, 5_000];

/**
 * Sends a file until the server has it on its disk, and answers the name it is known by. Sent again after a lost answer it gets
 * the same name, so nothing is there twice. A file that the server would not take is refused before it is sent. Without an address,
 * as in a drill, it is named by its bytes and goes nowhere.
 */
export async function uploadFile(
  address: string,
  file: Blob,
  options: UploadOptions = {},
  neighbours: { post: PostFile; wait: (ms: number) => Promise<void> } = { post: postFile, wait },
): Promise<KeptFile | Refusal> {
  if (!isFileType(file.type)) return refuse('invalid', 'file-kind');
  const { maxBytes } = fileTypes[file.type];
  if (file.size > maxBytes) return refuse('too-large', 'file-too-large', { mb: maxBytes / 2 ** 20 }, 'body');
  if (address === '') return named(file, file.type);
  for (let tries = 0; ; tries++) {
    const answer = readAnswer(await neighbours.post(address, file, options));
    const pause = waitsMs[tries];
    const mayPass = isRefusal(answer) && (isUnreachable(answer) || answer.code === 'busy');
    if (!mayPass || pause === undefined || options.signal?.aborted) return answer;
    await neighbours.wait(pause);
    if (options.signal?.aborted) return answer;
  }
}

async function named(file: Blob, type: FileType): Promise<KeptFile> {
  const hash = bytesToHex(sha256(new Uint8Array(await file.arrayBuffer())));
  return { ref: refOf(hash, type), bytes: file.size, sha256: hash, type };
}

function readAnswer(answer: Awaited<ReturnType<PostFile>>): KeptFile | Refusal {
  if (!answer) return refuse('busy', 'unreachable', unreachable);
  const body = readJson(answer.text);
  const kept = keptFile.safeParse(body);
  if (answer.status === 200 && kept.success) return kept.data;
  const stranger = answer.isOfHouse || problem.safeParse(body).success ? null : notOfHouse(answer.status);
  // A gateway that takes no such file turns it away for good: that is no line to wait for.
  if (stranger && (isPortal(stranger) || answer.status >= 500)) return stranger;
  return answer.status === 200 ? refuse('invalid', 'unreadable-answer') : asRefusal(body, answer.status);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `fetch` does not tell how much of a body has gone. */
function postFile(address: string, file: Blob, { onProgress, signal }: UploadOptions): ReturnType<PostFile> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('content-type', file.type);
    request.setRequestHeader('accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress?.(total > 0 ? loaded / total : 0),
    );
    request.addEventListener('load', () =>
      resolve({
        status: request.status,
        text: request.responseText,
        isOfHouse: request.getResponseHeader(houseMark.name) === houseMark.value,
      }),
    );
    for (const end of ['error', 'abort', 'timeout']) request.addEventListener(end, () => resolve(null));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
