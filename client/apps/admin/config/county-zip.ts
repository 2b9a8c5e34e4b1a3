import type { CountyFolder } from '#shared/wire/configuration.ts';

/** A fixed instant: the same county is the same bytes. */
const packedAt = new Date(Date.UTC(2000, 0, 1, 12));

/** The files of a county as one ZIP, below a folder of its id. */
export async function countyZip({ id, files }: CountyFolder): Promise<Blob> {
  const { strToU8, zipSync } = await import('fflate');
  const entries = Object.fromEntries(files.map(({ path, text }) => [`${id}/${path}`, strToU8(text)]));
  return new Blob([new Uint8Array(zipSync(entries, { mtime: packedAt, level: 6 }))], {
    type: 'application/zip',
  });
}

/** More than that is no county: what a ZIP says of its sizes is looked at before it is unpacked. */
const mostBytes = 64_000_000;

/** The files of a ZIP, without the folder that holds them all; null: it is none, or too large. */
export async function countyFiles(zip: Blob): Promise<CountyFolder['files'] | null> {
  const { strFromU8, unzipSync } = await import('fflate');
  try {
    let size = 0;
    const found = unzipSync(new Uint8Array(await zip.arrayBuffer()), {
      filter: ({ originalSize, name }) => {
        size += originalSize;
        if (size > mostBytes) throw new RangeError('too large');
        return !name.endsWith('/');
      },
    });
    return Object.entries(found).flatMap(([name, bytes]) => {
      const path = /(?:^|\/)((?:pack|map)\/.+)$/u.exec(name)?.[1];
      return path === undefined ? [] : [{ path, text: strFromU8(bytes) }];
    });
  } catch {
    return null;
  }
}
