import { identity } from '#shared/pack/schema.ts';
import { writtenHead, type FolderFile } from './folder.ts';

/** What a copy of a county is called. What is missing stays as it is. */
export interface NewIdentity {
  id?: string | undefined;
  code?: string | undefined;
  name?: { zh: string; en: string } | undefined;
}

const headFile = 'pack/pack.json';
type Head = Record<string, unknown> & { identity?: Record<string, unknown> };

function headOf(files: readonly FolderFile[]): Head | null {
  const text = files.find(({ path }) => path === headFile)?.text;
  try {
    const read = JSON.parse(text ?? 'null') as unknown;
    return typeof read === 'object' && read !== null ? (read as Head) : null;
  } catch {
    return null;
  }
}

/** The files with another identity; the very same files when nothing of it is another. */
export function withIdentity(files: readonly FolderFile[], as: NewIdentity): FolderFile[] {
  const head = headOf(files);
  const said = Object.entries(as).filter(([, value]) => value !== undefined);
  if (!head || said.length === 0) return [...files];
  const made: Head = { ...head, identity: { ...head.identity, ...Object.fromEntries(said) } };
  // Pretended people and their past belong to the county that was copied.
  if (as.id !== undefined && as.id !== head.identity?.['id']) delete made['demo'];
  return files.map((file) => (file.path === headFile ? { ...file, text: writtenHead(made) } : file));
}

export function identityOf(files: readonly FolderFile[]): {
  id: string;
  code: string;
  name: { zh: string; en: string } | null;
} {
  const said = headOf(files)?.identity ?? {};
  const name = identity.shape.name.safeParse(said['name']);
  const text = (key: string): string => (typeof said[key] === 'string' ? said[key] : '');
  return { id: text('id'), code: text('code'), name: name.success ? name.data : null };
}

/** Why a folder is none: its head is missing, or says no id. */
export function describeHead(files: readonly FolderFile[]): { file: string; path: string; reason: string } {
  const reason = headOf(files)
    ? 'an id has 2 to 32 small letters, digits and hyphens, a letter first'
    : 'the file is missing or no JSON';
  return { file: headFile, path: headOf(files) ? '$.identity.id' : '$', reason };
}
