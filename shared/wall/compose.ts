import { areaRows, layoutShapes, panelIds, type Areas, type LayoutId, type PanelId } from '../pack/wall.ts';

/** A plan as its cells, row by row; `.` is empty. What somebody composes is this, and becomes areas when it is written. */
export type Cells = readonly (readonly string[])[];
/** Cells from a corner, counted from 0. */
export interface Place {
  column: number;
  row: number;
  columns: number;
  rows: number;
}

const empty = '.';

/** The cells of a plan in a shape; what the shape has and the plan has not is empty. */
export function cellsOf(layout: LayoutId, areas: Areas): Cells {
  const { columns, rows } = layoutShapes[layout];
  const given = areaRows(areas);
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) => given[y]?.[x] ?? empty),
  );
}

/** The plan of cells: equal rows below each other are one line with their number. */
export function areasOf(cells: Cells): string[] {
  const lines: { count: number; words: string }[] = [];
  for (const row of cells) {
    const words = row.join(' ');
    const last = lines.at(-1);
    if (last?.words === words) last.count += 1;
    else lines.push({ count: 1, words });
  }
  return lines.map(({ count, words }) => `${count} ${words}`);
}

/** Where each panel stands: the smallest rectangle round its cells. */
export function placesIn(cells: Cells): Map<PanelId, Place> {
  const places = new Map<PanelId, Place>();
  cells.forEach((row, y) =>
    row.forEach((word, x) => {
      const id = panelIds.find((one) => one === word);
      if (!id) return;
      const before = places.get(id) ?? { column: x, row: y, columns: 1, rows: 1 };
      const column = Math.min(before.column, x);
      places.set(id, {
        column,
        row: before.row,
        columns: Math.max(before.column + before.columns, x + 1) - column,
        rows: y + 1 - before.row,
      });
    }),
  );
  return places;
}

const isIn = ({ column, row, columns, rows }: Place, x: number, y: number): boolean =>
  x >= column && x < column + columns && y >= row && y < row + rows;

/** Cells without a panel. */
export const without = (cells: Cells, panel: PanelId): Cells =>
  cells.map((row) => row.map((word) => (word === panel ? empty : word)));

/**
 * The cells with a panel at a place, and nowhere else. What stood there gives way: it keeps the largest rectangle of its cells that is
 * left, so that a plan that had no faults has none afterwards.
 */
export function placed(cells: Cells, panel: PanelId, place: Place): Cells {
  const before = placesIn(without(cells, panel));
  const laid = cells.map((row, y) =>
    row.map((word, x) => (isIn(place, x, y) ? panel : word === panel ? empty : word)),
  );
  return [...before].reduce((all, [id, was]) => {
    const rest = largestBeside(was, place);
    return all.map((row, y) =>
      row.map((word, x) => (word === id && !(rest && isIn(rest, x, y)) ? empty : word)),
    );
  }, laid as Cells);
}

/** The largest rectangle of `was` that `taken` leaves; null when it takes all. */
function largestBeside(was: Place, taken: Place): Place | null {
  const right = was.column + was.columns;
  const bottom = was.row + was.rows;
  const takenRight = taken.column + taken.columns;
  const takenBottom = taken.row + taken.rows;
  const isApart =
    taken.column >= right || takenRight <= was.column || taken.row >= bottom || takenBottom <= was.row;
  if (isApart) return was;
  const rests: Place[] = [
    { ...was, columns: taken.column - was.column },
    { ...was, column: takenRight, columns: right - takenRight },
    { ...was, rows: taken.row - was.row },
    { ...was, row: takenBottom, rows: bottom - takenBottom },
  ];
  const [largest] = rests
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
    .toSorted((a, b) => b.columns * b.rows - a.columns * a.rows);
  return largest ?? null;
}

/** The rectangle between two cells, whichever was first. */
export function between(a: { x: number; y: number }, b: { x: number; y: number }): Place {
  return {
    column: Math.min(a.x, b.x),
    row: Math.min(a.y, b.y),
    columns: Math.abs(a.x - b.x) + 1,
    rows: Math.abs(a.y - b.y) + 1,
  };
}
