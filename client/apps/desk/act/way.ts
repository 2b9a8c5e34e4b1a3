/** Metres as kilometres: one decimal, from ten on none. */
export function kilometres(metres: number): string {
  return (metres / 1000).toFixed(metres < 9950 ? 1 : 0);
}
