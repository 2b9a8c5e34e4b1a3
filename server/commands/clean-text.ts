/**
 * The path of the first text that no table can hold: NUL, or half of a surrogate pair. PostgreSQL refuses both in JSON, and
 * one such text must not spoil the transaction it shares with others. Null: all is well.
 */
export function findBadText(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return /[\0\p{Surrogate}]/u.test(value) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    const bad = findBadText(key) === null ? findBadText(inner, at) : path || 'form';
    if (bad !== null) return bad;
  }
  return null;
}
