import { inject, provide, type InjectionKey } from 'vue';
import type { Refusal } from '#shared/kernel/refusal.ts';

/** Sends or keeps a file, and answers the name by which evidence speaks of it. */
export type SendFile = (
  file: Blob,
  options: { onProgress: (share: number) => void; signal: AbortSignal },
) => Promise<{ ref: string } | Refusal>;

/** How this screen gets files to the server and back. */
export interface FileGround {
  /** Null for those who only look. */
  send: SendFile | null;
  /** Where a file is shown from. */
  address(ref: string): string;
}

const fileGroundKey: InjectionKey<FileGround> = Symbol('file ground');
export function provideFiles(ground: FileGround): void {
  provide(fileGroundKey, ground);
}
/** Null on a screen that has nothing to do with files. */
export function useFiles(): FileGround | null {
  return inject(fileGroundKey, null);
}
