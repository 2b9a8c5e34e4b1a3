/** A day as sheets write it: 2026-11-29, 2026/11/29, 2026.11.29, 2026年11月29日, 20261129. */
const forms = [
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/u,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日?$/u,
  /^(\d{4})(\d{2})(\d{2})$/u,
];

/** The day of a text, as ms since 1970 of its midnight in UTC; null: no day of the calendar. */
export function readDay(text: string): number | null {
  for (const form of forms) {
    const found = form.exec(text.trim().normalize('NFKC'));
    if (!found) continue;
    const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
    const at = new Date(Date.UTC(year, month - 1, day));
    const isDay = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && year >= 1900 && year < 2200;
    return isDay ? at.getTime() : null;
  }
  return null;
}
