/** The state of an indicator by its character in `IndicatorRow.cells`. */
export const cellStates = { '0': 'normal', '1': 'near', '2': 'abnormal', '-': 'silent' } as const;
export type CellState = (typeof cellStates)[keyof typeof cellStates];

export interface CellRow {
  /** One path a state: hundreds of cells are four nodes. */
  paths: Record<CellState, string>;
  counts: Record<CellState, number>;
  total: number;
}

/** Draws a row of cells, each `cell` wide in a pitch of `pitch`, one high. Whole numbers keep the edges sharp. */
export function cellRow(cells: string, pitch: number, cell: number): CellRow {
  const paths: Record<CellState, string> = { normal: '', near: '', abnormal: '', silent: '' };
  const counts: Record<CellState, number> = { normal: 0, near: 0, abnormal: 0, silent: 0 };
  [...cells].forEach((mark, i) => {
    const state = cellStates[mark as keyof typeof cellStates] ?? 'silent';
    counts[state] += 1;
    paths[state] += `M${i * pitch} 0h${cell}v1h${-cell}z`;
  });
  return { paths, counts, total: cells.length };
}

/** Widest whole pitch in units with which `most` cells fit into `room` units. */
export function cellPitch(most: number, room: number): { pitch: number; cell: number } {
  const pitch = Math.max(2, Math.floor(room / Math.max(1, most)));
  return { pitch, cell: Math.max(1, Math.min(pitch - 1, 12)) };
}
