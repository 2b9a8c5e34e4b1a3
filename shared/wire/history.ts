import { z } from 'zod';
import { historyFields } from '../history/words.ts';
import { sheetWire } from './sheets.ts';

/** Rows of one sheet; a longer history comes as several. */
export const mostHistoryRows = 200_000;
export const historyVerdicts = ['new', 'same', 'refused'] as const;

/** Histories of matters as sheets: `/histories`. */
export const historySheet = sheetWire({
  fields: historyFields,
  verdicts: historyVerdicts,
  // Its number here, once it has one.
  row: { incident: z.string().nullable() },
  most: { columns: 60, signs: 2_000, rows: mostHistoryRows },
});
export const historyImport = historySheet.one;
export type HistoryImport = z.infer<typeof historyImport>;
export type HistoryRow = z.infer<typeof historySheet.row>;
