export type Body = Record<string, unknown>;

/** A field that two bodies of a row have otherwise. */
export interface Difference {
  field: string;
  before: unknown;
  after: unknown;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function differencesOf(before: Body, after: Body): Difference[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) =>
    isSame(before[field], after[field]) ? [] : [{ field, before: before[field], after: after[field] }],
  );
}

const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What somebody else made of a row with what was changed here since it was read, part by part: what both changed is as it was typed
 * here.
 */
export function carriedOver({ read, mine, theirs }: { read: Body; mine: Body; theirs: Body }): Body {
  const made: Body = { ...theirs };
  for (const { field, before, after } of differencesOf(read, mine)) {
    const now = theirs[field];
    if (isBody(before) && isBody(after) && isBody(now))
      made[field] = carriedOver({ read: before, mine: after, theirs: now });
    else if (field in mine) made[field] = after;
    else delete made[field];
  }
  return made;
}

/** A value in a line; of a text in several languages all of them. */
export function inALine(value: unknown): string {
  if (value === undefined) return '—';
  const texts = isBody(value) ? Object.values(value) : [];
  const isText = texts.length > 0 && texts.every((one) => typeof one === 'string');
  const text = typeof value === 'string' ? value : isText ? texts.join(' / ') : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
