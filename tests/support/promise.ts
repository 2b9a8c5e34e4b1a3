import { readFileSync, writeFileSync } from 'node:fs';

/**
 * What is promised to those who read and write a shape, as lines: `rows board incident.lng: number`. A promise is kept when each
 * line that was made still holds; what is new breaks nothing that is there. A field that may be missing ends in `?`.
 */
type Json = Record<string, unknown>;

/** Lines of one JSON Schema. `defs` are the schemas that it may point at. */
export function promisesOf(schema: unknown, place: string, defs: Json = {}): string[] {
  return [...new Set(lines(schema, place, defs, []))].sort();
}

function lines(given: unknown, place: string, defs: Json, seen: readonly string[]): string[] {
  if (typeof given !== 'object' || given === null) return [`${place}: any`];
  const schema = given as Json;
  const ref = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1) : undefined;
  if (ref !== undefined)
    return seen.includes(ref) ? [`${place}: ${ref}`] : lines(defs[ref], place, defs, [...seen, ref]);
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']) as unknown[] | undefined;
  if (choices) return choices.flatMap((one) => lines(one, place, defs, seen));
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => `${place} = ${String(value)}`);
  if (schema['const'] !== undefined) return [`${place} = ${String(schema['const'])}`];
  const type = [schema['type'] ?? 'any'].flat().join('|');
  return [`${place}: ${type}`, ...inside(schema, place, defs, seen)];
}

function inside(schema: Json, place: string, defs: Json, seen: readonly string[]): string[] {
  const required = (schema['required'] ?? []) as string[];
  const properties = Object.entries((schema['properties'] ?? {}) as Json);
  const items = [schema['items'], ...((schema['prefixItems'] ?? []) as unknown[])].filter(
    (item) => typeof item === 'object',
  );
  const others = schema['additionalProperties'];
  return [
    ...properties.flatMap(([name, one]) =>
      lines(one, `${place}.${name}${required.includes(name) ? '' : '?'}`, defs, seen),
    ),
    ...items.flatMap((item) => lines(item, `${place}[]`, defs, seen)),
    ...(typeof others === 'object' ? lines(others, `${place}{}`, defs, seen) : []),
  ];
}

/**
 * What is broken. A field that readers were told may be missing may always be there from now on (`told`), one that writers had to
 * give may be left out (`asked`); the other way round it breaks them, and so does a new field that writers have to give where
 * they could write before.
 */
export function broken(was: readonly string[], is: readonly string[], side: 'told' | 'asked'): string[] {
  const now = new Set(is);
  const bare = (line: string): string => line.replaceAll('?', '');
  const looser = new Set(is.map(bare));
  const lost = was.filter((line) => {
    if (now.has(line)) return false;
    const mayDiffer = side === 'told' ? line.includes('?') : !line.includes('?');
    if (!mayDiffer || !looser.has(bare(line))) return true;
    return false;
  });
  if (side === 'told') return lost;
  const before = new Set(was.map(bare));
  const roots = new Set(was.map(rootOf));
  const demanded = is.filter((line) => {
    const [place = ''] = line.split(/: | = /, 1);
    return roots.has(rootOf(line)) && !before.has(bare(line)) && isDemanded(place, was);
  });
  return [...lost, ...demanded.map((line) => `${line} (is asked for now)`)];
}

/** `POST /commands` of one of its lines. */
const rootOf = (line: string): string => line.split(/[.:=[{?]/, 1)[0] ?? line;

/** A field without `?` in something that writers could send before. */
function isDemanded(place: string, was: readonly string[]): boolean {
  const cut = place.lastIndexOf('.');
  if (cut < 0 || place.slice(cut).includes('?') || place.endsWith('[]') || place.endsWith('{}')) return false;
  const above = place.slice(0, cut);
  return was.some((line) => line.startsWith(`${above}: `) || line.startsWith(`${above}.`));
}

/** The lines that were promised before. `PROMISE=1` makes the promise anew, of what is. */
export function promisedIn(file: URL, is: readonly string[]): string[] {
  if (process.env['PROMISE'] === '1') writeFileSync(file, `${is.join('\n')}\n`);
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}
