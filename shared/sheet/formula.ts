/** What a spreadsheet takes for the beginning of a formula, in full width too. */
const opens = /^[=+\-@\t\r＝＋－＠]/u;
const isNumber = /^[+-]?\d+(?:[.,]\d+)?%?$/u;
const kept = /^'(?=['=+\-@\t\r＝＋－＠])/u;

/**
 * A cell for a file that a spreadsheet opens: a text that it would run gets an apostrophe before it (OWASP, CSV injection). A plain
 * number stays a number.
 */
export function neutralised(text: string): string {
  return (opens.test(text) && !isNumber.test(text)) || kept.test(text) ? `'${text}` : text;
}

/** The text that a cell was before `neutralised`. */
export function asWritten(cell: string): string {
  return kept.test(cell) ? cell.slice(1) : cell;
}
