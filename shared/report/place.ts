/** Names of cells one inside the other as one says a place: one that the next begins with is not said twice. */
export function placeWords(names: readonly string[]): string {
  return names.filter((name, place) => !names[place + 1]?.startsWith(name)).join(' ');
}
