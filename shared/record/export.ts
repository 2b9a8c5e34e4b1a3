import { dayMs } from '../kernel/span.ts';
import type { RecordKind } from './kind.ts';
import { isPersonal } from './kind.ts';

/** How long a file may be fetched after it was asked for, or allowed where it has to be. */
export const exportDays = 3;

/**
 * Whether a second person has to allow a file: when a kind is about people, or any of its columns is personal (Personal Information
 * Protection Law, article 51: operations are authorised). What is about nobody goes out on the asker's own word; each is in the audit.
 */
export function needsSecond(kind: RecordKind, fields: readonly string[]): boolean {
  return (
    kind.about === 'person' || kind.fields.some((field) => isPersonal(field) && fields.includes(field.id))
  );
}

export type ExportState = 'waits' | 'refused' | 'ready' | 'over';

/** Where a file stands at an instant. */
export function exportState(
  file: { needsWord: boolean; granted: boolean | null; askedAt: number; decidedAt: number | null },
  now: number,
): ExportState {
  if (file.granted === false) return 'refused';
  const since = file.needsWord ? file.decidedAt : file.askedAt;
  if (since === null) return now - file.askedAt > 10 * exportDays * dayMs ? 'over' : 'waits';
  return now - since > exportDays * dayMs ? 'over' : 'ready';
}
