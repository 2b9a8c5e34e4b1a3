import type { RowFile } from '#shared/pack/parts.ts';
import type { ConfiguredRow } from '#shared/wire/configuration.ts';
import { serverNow } from '../../../http/server-clock.ts';
import { asFile, saveFile } from '../../../sheets/sheet-file.ts';
import type { AdminRoom } from '../admin-room.ts';
import { sheetFileName } from '../sheets/account-sheet.ts';
import { partName } from './field-name.ts';
import { sheetOfRows } from './rows-sheet.ts';

/** All rows of a part as a sheet that a person keeps, changes and brings back. */
export async function saveRows(
  file: RowFile,
  rows: readonly ConfiguredRow[],
  room: AdminRoom,
  kind: 'csv' | 'xlsx',
): Promise<void> {
  const blob = await asFile(kind, sheetOfRows(file, rows));
  saveFile(sheetFileName(partName(file), room, serverNow(), kind), blob);
}
