import { unzipSync, zipSync, type Unzipped, type Zippable } from 'fflate/browser';

/** What `read-excel-file` and `write-excel-file` know of `fflate`, without workers (see `vite.config.ts`). */
export { unzipSync, zipSync, strToU8, strFromU8 } from 'fflate/browser';

/** Beyond that a small file was made to burst. */
const mostUnpacked = 400_000_000;
type Done<T> = (error: Error | null, data: T | null) => void;
interface UnzipOptions {
  filter?: (file: { name: string; size: number; originalSize: number; compression: number }) => boolean;
}

/** Unpacks within the call. */
export function unzip(data: Uint8Array, options: UnzipOptions | Done<Unzipped>, done?: Done<Unzipped>): void {
  const [given, tell] = typeof options === 'function' ? [{}, options] : [options, done];
  let size = 0;
  const filter: NonNullable<UnzipOptions['filter']> = (file) => {
    if (given.filter && !given.filter(file)) return false;
    size += file.originalSize;
    if (size > mostUnpacked) throw new Error('this archive is too large when unpacked');
    return true;
  };
  settle(() => unzipSync(data, { filter }), tell);
}

/** Packs within the call. */
export function zip(files: Zippable, options: object | Done<Uint8Array>, done?: Done<Uint8Array>): void {
  const tell = typeof options === 'function' ? (options as Done<Uint8Array>) : done;
  settle(() => zipSync(files), tell);
}

function settle<T>(work: () => T, tell: Done<T> | undefined): void {
  let made: T;
  try {
    made = work();
  } catch (error) {
    tell?.(error instanceof Error ? error : new Error('not an archive'), null);
    return;
  }
  tell?.(null, made);
}
