import { likeness } from '../search/likeness.ts';

/** What a written name may mean. `near`: the name most like it, where none is the same. */
export type Meant = { id: string } | { many: number } | { near: string | null };

/** A name as it is compared: without width, case, blanks and punctuation. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}-]/gu, '');
/** A suggestion below this likeness helps nobody. */
const leastLike = 0.34;
/** Wrong names that are looked at so closely; a sheet with more has the wrong column. */
const mostNear = 100;

/** Finds what is meant by a name: an id as it is, else a name that one thing alone has. The first name of a thing is its usual one. */
export function openNames(things: readonly { id: string; names: readonly string[] }[]) {
  const byId = new Set(things.map(({ id }) => id));
  const byName = new Map<string, Set<string>>();
  for (const { id, names } of things)
    for (const name of names) {
      const key = bare(name);
      byName.set(key, (byName.get(key) ?? new Set()).add(id));
    }
  // A sheet repeats its faults: each wrong name is compared with all others once.
  const nearest = new Map<string, string | null>();

  function near(text: string): string | null {
    const known = nearest.get(text);
    if (known !== undefined) return known;
    if (nearest.size >= mostNear) return null;
    const written = (title: string) => ({ title, detail: '', address: '' });
    let best = { name: null as string | null, like: leastLike };
    for (const { names } of things) {
      const [name = ''] = names;
      const like = likeness(written(text), written(name));
      if (like > best.like) best = { name, like };
    }
    nearest.set(text, best.name);
    return best.name;
  }
  return (text: string): Meant => {
    const trimmed = text.trim();
    if (byId.has(trimmed)) return { id: trimmed };
    const found = byName.get(bare(trimmed));
    if (!found) return { near: near(trimmed) };
    const [id = ''] = found;
    return found.size === 1 ? { id } : { many: found.size };
  };
}
export type Names = ReturnType<typeof openNames>;
