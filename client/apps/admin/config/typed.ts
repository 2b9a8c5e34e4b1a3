/** What was typed into the field that an event comes from. */
export const typed = (event: Event): string => (event.target as HTMLInputElement).value;

/** The same where each line is one of a list. */
export const typedLines = (event: Event): string[] =>
  typed(event)
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);
