export interface LinesPage<R> {
  lines: readonly R[];
  /** From 1. */
  page: number;
  pages: number;
}

/** The page of `rows` that is due at `turn`, `size` lines at most: a wall that nobody scrolls turns its pages itself. */
export function linesOf<R>(rows: readonly R[], size: number, turn: number): LinesPage<R> {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.floor(turn) % pages;
  return { lines: rows.slice(page * size, (page + 1) * size), page: page + 1, pages };
}
