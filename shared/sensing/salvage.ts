/** What other languages write for a number that is none, where JSON has no word. */
const strayNumber = /(?<![\w"])[-+]?(?:nan|infinity|inf)(?![\w"])/giu;
/** The head of a message that is a list, or names one. */
const listHead = /^\s*(?:\{\s*"(\w{1,32})"\s*:\s*)?\[/u;

/** The entries of a list in a text that is not JSON as a whole; null when no list can be made out. */
export function salvage(text: string): { input: unknown } | null {
  const readable = outsideStrings(text, (plain) => plain.replace(strayNumber, '1e999'));
  try {
    return { input: JSON.parse(readable) };
  } catch {
    const entries = entriesOf(readable);
    return entries && { input: entries.name === undefined ? entries.list : { [entries.name]: entries.list } };
  }
}

/** The text with `change` made to all that stands outside of strings. */
function outsideStrings(text: string, change: (plain: string) => string): string {
  let made = '';
  let from = 0;
  for (let i = text.indexOf('"'); i !== -1; i = text.indexOf('"', from)) {
    const end = endOfString(text, i);
    made += change(text.slice(from, i)) + text.slice(i, end);
    from = end;
  }
  return made + change(text.slice(from));
}

/** Behind the closing quote of the string that opens at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '"') return i + 1;
  }
  return text.length;
}

/** Splits the list at the commas between its entries. A list that does not end, as when a line broke, is none. */
function entriesOf(text: string): { name: string | undefined; list: unknown[] } | null {
  const head = listHead.exec(text);
  if (!head) return null;
  const list: unknown[] = [];
  let depth = 0;
  let from = head[0].length;
  for (let i = from; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '"') i = endOfString(text, i) - 1;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && depth > 0) depth--;
    else if (char === ',' && depth === 0) {
      list.push(entryOf(text.slice(from, i)));
      from = i + 1;
    } else if (char === ']') {
      list.push(entryOf(text.slice(from, i)));
      const tail = text.slice(i + 1).trim();
      return tail === (head[1] === undefined ? '' : '}') ? { name: head[1], list } : null;
    }
  }
  return null;
}

function entryOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
