/**
 * Files that evidence may consist of. The name of a file, its `ref`, is the SHA-256 of its bytes with a suffix for its type:
 * the ledger entry that carries the name fixes the bytes, and the same bytes are kept once.
 */
const mebi = 1_048_576;

export const fileTypes = {
  'image/jpeg': { suffix: 'jpg', kind: 'photo', maxBytes: 10 * mebi },
  'image/png': { suffix: 'png', kind: 'photo', maxBytes: 10 * mebi },
  'image/webp': { suffix: 'webp', kind: 'photo', maxBytes: 10 * mebi },
  'application/pdf': { suffix: 'pdf', kind: 'document', maxBytes: 10 * mebi },
  'video/mp4': { suffix: 'mp4', kind: 'video', maxBytes: 50 * mebi },
} as const;
export type FileType = keyof typeof fileTypes;
export const fileTypeNames = Object.keys(fileTypes) as FileType[];

const refForm = /^([0-9a-f]{64})\.(jpg|png|webp|pdf|mp4)$/;

/** Tells a type that is taken from any other. */
export function isFileType(type: string): type is FileType {
  return Object.hasOwn(fileTypes, type);
}

export function refOf(sha256: string, type: FileType): string {
  return `${sha256}.${fileTypes[type].suffix}`;
}

/** What a ref says of its file; null when it is none of ours. */
export function readRef(ref: string): { sha256: string; type: FileType } | null {
  const [, sha256, suffix] = refForm.exec(ref) ?? [];
  const type = fileTypeNames.find((name) => fileTypes[name].suffix === suffix);
  return sha256 !== undefined && type ? { sha256, type } : null;
}

/** A closed year of a ledger lies beside the files of evidence, named as they are. */
const volumeForm = /^([0-9a-f]{64})\.volume$/;
export const volumeRefOf = (sha256: string): string => `${sha256}.volume`;

/** The digest in the name of any file that is kept; null when it is none of ours. */
export function keptDigest(ref: string): string | null {
  return readRef(ref)?.sha256 ?? volumeForm.exec(ref)?.[1] ?? null;
}
