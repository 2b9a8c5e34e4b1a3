/** Units of a warning at length, of one as a line, and of the line that says which page of them stands. */
const [article, line, page] = [54, 26, 24];

/**
 * How many of `count` warnings stand at length and how many a page as a line each, in a list so many units high: two at length where
 * lines for the others fit below them, the gravest alone where not. What has no room at all is still a line: it comes page by page.
 */
export function warningFit(units: number, count: number): { most: number; aPage: number } {
  if (count <= 2 && units >= count * article) return { most: 2, aPage: 1 };
  const most = units >= 2 * article + line + page ? 2 : 1;
  const left = units - most * article;
  const rest = count - most;
  return { most, aPage: rest * line <= left ? rest : Math.max(1, Math.floor((left - page) / line)) };
}
