import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { everywhereEn } from '../../../client/locales/en-everywhere.ts';
import { officesEn } from '../../../client/locales/en-offices.ts';
import { everywhereZh } from '../../../client/locales/zh-everywhere.ts';
import { officesZh } from '../../../client/locales/zh-offices.ts';

const client = path.resolve(import.meta.dirname, '../../../client');

/** All files of ours that a module is made of, what it loads later included. */
function madeOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || file.includes('/locales/')) return seen;
  seen.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/gu)) {
    const next = path.resolve(path.dirname(file), name);
    if (/\.(ts|vue)$/u.test(next) && existsSync(next)) madeOf(next, seen);
  }
  return seen;
}
/** Namespaces whose words a page reads itself, when it needs them. */
const fetched = (files: readonly string[]): Set<string> =>
  new Set(
    files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/import\('\.\.\/locales\/zh\/([a-z]+)\.ts'\)/gu)].map(
        ([, space = '']) => space,
      ),
    ),
  );
const spaces = [...Object.keys(everywhereZh), ...Object.keys(officesZh)];
/** Namespaces of the words that a file asks for: `'desk.incident.grid'`, `` `words.source.${one}` ``. */
const asked = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(new RegExp(`['"\`](${spaces.join('|')})\\.[a-zA-Z$]`, 'gu'))].map(
    ([, space = '']) => space,
  );

it('pages of phones ask for no words that they do not have: those of the offices are not sent to them', () => {
  expect(Object.keys(officesEn).sort()).toEqual(Object.keys(officesZh).sort());
  // One of the same name would take the place of the other.
  expect(Object.keys(officesEn).filter((space) => space in everywhereEn)).toEqual([]);
  for (const app of ['field/FieldApp.vue', 'report/ReportApp.vue']) {
    const files = [...madeOf(path.join(client, 'apps', app))];
    expect(files.length, app).toBeGreaterThan(40);
    const own = fetched(files);
    const lacking = files.flatMap((file) =>
      asked(file).flatMap((space) =>
        space in officesEn && !(space in everywhereEn) && !own.has(space)
          ? [`${path.relative(client, file)}: ${space}`]
          : [],
      ),
    );
    expect(lacking, app).toEqual([]);
  }
});

it('a page of an office is found to ask for them', () => {
  const files = [...madeOf(path.join(client, 'apps/lead/LeadApp.vue'))];
  expect(files.flatMap(asked)).toContain('lead');
});
