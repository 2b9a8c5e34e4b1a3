/** The cell of a board of equal cells under a point; a point beside the board counts for the cell nearest to it. */
export function cellAt(
  box: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>,
  shape: { columns: number; rows: number },
  at: { clientX: number; clientY: number },
): { x: number; y: number } {
  const of = (share: number, count: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return {
    x: of((at.clientX - box.left) / box.width, shape.columns),
    y: of((at.clientY - box.top) / box.height, shape.rows),
  };
}
