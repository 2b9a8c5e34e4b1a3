import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import { salvage } from './salvage.ts';
import { maxBatch } from './reading.ts';

/** The three forms every batch door takes: one item, a list of items, or `{<name>: [items]}`. */
export function itemsOf(input: unknown, name: string): readonly unknown[] | Refusal {
  let items: unknown = input;
  if (typeof input === 'object' && input !== null && !Array.isArray(input) && name in input) {
    for (const key in input) if (key !== name) return refuse('invalid', 'only-here', { name }, key);
    items = (input as Record<string, unknown>)[name];
    if (!Array.isArray(items)) return refuse('invalid', 'is-a-list', { name }, name);
  }
  if (!Array.isArray(items)) return [items];
  if (items.length > maxBatch) return refuse('too-large', 'too-many-items', { most: maxBatch });
  return items;
}

/**
 * JSON as it came over a wire. A byte order mark is passed over. Where JSON ends, for a `NaN` or a slip of one entry, the
 * entries of a list are read one by one: a number that is none reads as infinite, which every door refuses by its field, and
 * an entry that cannot be read stands as `undefined`, which every door refuses by its index.
 */
export function parseJson(text: string): { input: unknown } | Refusal {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return { input: JSON.parse(plain) };
  } catch {
    return salvage(plain) ?? refuse('invalid', 'not-readable-json');
  }
}

/** NDJSON: one item a line. A line that cannot be read stands as `undefined`, which every door refuses by its index. */
export function parseLines(text: string): unknown[] {
  const items: unknown[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const read = parseJson(line);
    items.push(isRefusal(read) ? undefined : read.input);
  }
  return items;
}
