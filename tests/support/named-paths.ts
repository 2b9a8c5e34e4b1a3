import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What a text writes with braces, spelled out: `a/{b,c}.ts` is two. */
function spelled(text: string): string[] {
  const found = /\{([^{}]*)\}/u.exec(text);
  if (!found) return [text];
  const [before, after] = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
  return (found[1] ?? '').split(',').flatMap((one) => spelled(before + one + after));
}

/** Whether something lies there; `*` and `<name>` stand for any part of a name. */
function lies(root: string, named: string): boolean {
  let places = [root];
  for (const part of named.split('/').filter((one) => one !== '')) {
    const like = new RegExp(`^${part.replaceAll('.', '\\.').replaceAll(/\*|<[^>]*>/gu, '.+')}$`, 'u');
    places = /[*<]/u.test(part)
      ? places.flatMap((place) =>
          readdirSync(place)
            .filter((name) => like.test(name))
            .map((name) => path.join(place, name)),
        )
      : places.map((place) => path.join(place, part)).filter((place) => existsSync(place));
  }
  return places.length > 0;
}

/** Paths of the four sides that a text names in `code`, and that lead nowhere. */
export function pathsToNowhere(root: string, text: string): string[] {
  const named = [...text.matchAll(/`((?:client|server|shared|tests)\/[^`\s]*)[^`\n]*`/gu)];
  return named.flatMap((one) => spelled(one[1] ?? '')).filter((one) => !lies(root, one));
}
