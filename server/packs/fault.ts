import { because, type Reason } from '#shared/kernel/reasons.ts';
import { toldOf, type Told } from '#shared/kernel/refusal.ts';

/** What is wrong with a pack, and where. */
export interface Fault {
  /** Path of the file. */
  file: string;
  /** Inside the file: `$[3].limits.handling`. */
  path: string;
  reason: string;
}

/** Writes down a fault at keys inside a file of a pack. */
export type Blame = (file: string, keys: readonly PropertyKey[], reason: string | Reason) => void;

/** What a fault says: a sentence that screens know in every language, or the words of a check. */
export function toldOfFault(reason: string | Reason): Told {
  return typeof reason === 'string' ? { reason } : toldOf(reason);
}

export function jsonPath(keys: readonly PropertyKey[]): string {
  return `$${keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')}`;
}

/** One line a fault. */
export function describeFaults(faults: readonly Fault[]): string {
  return faults.map(({ file, path, reason }) => `  ${file} ${path}: ${reason}`).join('\n');
}

/** Why a jurisdiction is kept closed, for whoever comes to its address: how many faults, and the first. */
export function reasonOfClosed({ id, faults }: { id: string; faults: readonly Fault[] }): Reason {
  const [first] = faults;
  const where = first ? `${first.file.split(/[\\/]/).pop() ?? ''} ${first.path}: ${first.reason}` : '';
  return because('pack-closed', { jurisdiction: id, count: faults.length, first: where });
}
