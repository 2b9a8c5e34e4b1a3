import { because } from '#shared/kernel/reasons.ts';
import { wantId } from './check-references.ts';
import type { ReadPack } from './read.ts';

/** Blames systems of the register that name what is not there, and two that would be heard by one token. */
export function checkConnected(read: ReadPack): void {
  const taken = new Map<string, string>();
  for (const { index, row } of read.rows.connected) {
    wantId(read, 'connected', [index, 'unit'], 'units', row.unit);
    wantId(read, 'connected', [index, 'item'], 'catalogue', row.item);
    const source = row.source ?? row.id;
    const other = taken.get(source);
    if (other !== undefined)
      read.blame('connected.json', [index, 'source'], because('check-token-shared', { source, other }));
    taken.set(source, row.id);
  }
}
