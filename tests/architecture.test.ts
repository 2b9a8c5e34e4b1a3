import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFaults, namesRole, namesRoles, shapeOf, type SourceFile } from './support/architecture.ts';
import { longest } from './support/longest-first.ts';
import { pathsToNowhere } from './support/named-paths.ts';
import { crossingFault, floors, rooms } from './support/rooms.ts';

const root = path.resolve(import.meta.dirname, '..');

function readSources(): SourceFile[] {
  const self = path.basename(import.meta.filename); // its planted faults would be found
  return ['client', 'server', 'shared', 'tests'].flatMap((side) =>
    readdirSync(path.join(root, side), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|vue|mjs|js)$/.test(entry.name) && entry.name !== self)
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((full) => ({
        path: path.relative(root, full).replaceAll('\\', '/'),
        text: readFileSync(full, 'utf8'),
      })),
  );
}

test('the files that tests begin with are there', () =>
  expect(longest.filter((file) => !existsSync(path.join(import.meta.dirname, file)))).toEqual([]));

test('every app has tests of its own', () => {
  const has = (app: string): boolean =>
    existsSync(path.join(root, 'tests/client', app)) &&
    readdirSync(path.join(root, 'tests/client', app)).some((name) => name.endsWith('.test.ts'));
  const apps = readdirSync(path.join(root, 'client/apps'));
  expect(apps.length).toBeGreaterThan(15);
  expect(apps.filter((app) => !has(app))).toEqual([]);
});

test('what the guides call by its path is there', () => {
  const guides = [
    ...readdirSync(root),
    ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`),
  ];
  const lost = guides
    .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md')
    .flatMap((name) =>
      pathsToNowhere(root, readFileSync(path.join(root, name), 'utf8')).map((one) => `${name}: ${one}`),
    );
  expect(lost).toEqual([]);
  const planted =
    'by `tests/{architecture.test,gone}.ts --long`, `shared/geo/*.none`, `client/apps/<name>/<Name>App.vue`';
  expect(pathsToNowhere(root, planted)).toEqual(['tests/gone.ts', 'shared/geo/*.none']);
});

test('roles are named in some 25 files, each of which does', () => {
  const silent = namesRoles.filter(
    (file) => !namesRole({ path: file, text: readFileSync(path.join(root, file), 'utf8') }),
  );
  expect(silent).toEqual([]);
  expect(namesRoles.length).toBeLessThanOrEqual(25);
});

describe('architecture', () => {
  test('every file keeps the rules of the house', { timeout: 60_000 }, () => {
    const files = readSources();
    expect(files.length).toBeGreaterThan(50);
    expect(findFaults(files)).toEqual([]);
  });

  const long = 'const a = 1;\n'.repeat(301);
  const planted: [fault: string, path: string, text: string][] = [
    [
      'must not know the server',
      'client/apps/wall/scene.ts',
      `import { a } from '../../../server/house.ts';`,
    ],
    ['must not know the client', 'server/http/pages.ts', `export { a } from '../../client/main.ts';`],
    ['must not know its tests', 'server/house.ts', `import { a } from '../tests/support/house.ts';`],
    ['only shared and what is pure', 'shared/grid/locate.ts', `import { readFile } from 'node:fs/promises';`],
    ['only shared and what is pure', 'shared/grid/locate.ts', `import { a } from '../../server/log.ts';`],
    ['write #shared/', 'server/rules/step.ts', `import { a } from '../../shared/sensing/rule.ts';`],
    ['no suffix', 'server/rules/step.ts', `import { a } from './threshold';`],
    ['express is not used here', 'server/rules/step.ts', `import express from 'express';`],
    ['socket.io is not used here', 'server/stream/tick.ts', `import { Server } from 'socket.io';`],
    [
      'maplibre-gl is not used here',
      'client/ui/Panel.vue',
      `<script setup lang="ts">\nimport m from 'maplibre-gl';\n</script>`,
    ],
    ['echarts is not used here', 'client/ui/draw.ts', `import { use } from 'echarts/core';`],
    ['not for the role', 'client/apps/desk/calls.ts', `if (actor.role === 'duty') return null;`],
    ['not for the role', 'server/ingest/box.ts', `const by = { id: source, role: 'source' };`],
    ['not for the role', 'server/http/routes/clock.ts', `forWho(['duty', 'leader'], {})`],
    ['pg is not used here', 'server/ledger/append.ts', `import pg from 'pg';`],
    ['zod is not used here', 'server/rules/step.ts', `import { z } from 'zod';`],
    ['zod is not used here', 'server/rules/step.ts', `const zod = await import('zod');`],
    [
      'does not know client/stores/board.ts',
      'client/map/layer.ts',
      `import { a } from '../stores/board.ts';`,
    ],
    [
      'does not know server/commands/execute.ts',
      'server/rules/watch.ts',
      `import {\n  execute,\n} from '../commands/execute.ts';`,
    ],
    ['the name says nothing', 'server/rules/utils.ts', ''],
    ['kebab-case', 'server/rules/stepOne.ts', ''],
    ['PascalCase', 'client/ui/panel.vue', ''],
    ['301 lines', 'server/rules/step.ts', long],
    ['302 lines of script', 'client/ui/Panel.vue', `<script setup lang="ts">\n${long}</script>`],
    ['one has 61 lines', 'server/rules/step.ts', `function one() {\n${'f();\n'.repeat(59)}}\n`],
    ['settings come from config.ts', 'server/rules/step.ts', `const port = process.env.PORT;`],
    ['by under or pageAt', 'client/ui/planted.ts', `const here = \`/api/\${id}\`;`],
    ['by under or pageAt', 'client/ui/planted.ts', `const here = \`/\${person.jurisdiction}/desk\`;`],
    ['not for one language', 'server/queries/names.ts', `const name = unit?.name.zh ?? unit.id;`],
    ['by under or pageAt', 'client/ui/planted.ts', `const here = \`/api/\${id}\`;`],
    ['by under or pageAt', 'client/ui/planted.ts', `const here = \`/\${person.jurisdiction}/desk\`;`],
    ['not for one language', 'client/ui/heads.ts', `const heads = columns.map((one) => one[language()]);`],
    ['not for one language', 'client/ui/Name.vue', `<template><b>{{ unit.name.en }}</b></template>`],
    ['the compiler is not silenced', 'server/rules/step.ts', `// @ts-${'ignore'}\nconst a = 1;`],
    ['in the zone of the county', 'client/ui/day.ts', `const day = new Date(at).toISOString().slice(0, 10);`],
    ['in the zone of the county', 'client/ui/day.ts', `const hour = new Date(at).getHours();`],
    ['lent by storage/transaction.ts', 'server/storage/x.ts', `const client = await pool.connect();`],
    ['is a round of works.ts', 'server/rules/step.ts', `log.warn({}, 'storing failed, retrying');`],
    ['a union in place of an enum', 'shared/access/post.ts', `export enum Post { Head }`],
  ];
  test.each(planted)('finds a planted fault: %s (%s)', (fault, at, text) => {
    expect(findFaults([{ path: at, text }])).toContainEqual(expect.stringContaining(fault));
  });

  test('finds a ring of imports, of types as well', () => {
    const ring = (word: string): SourceFile[] => [
      { path: 'shared/grid/a.ts', text: `import { b } from './b.ts';` },
      { path: 'shared/grid/b.ts', text: `${word} { c } from './c.ts';` },
      { path: 'shared/grid/c.ts', text: `import { a } from './a.ts';` },
    ];
    expect(findFaults(ring('export'))).toEqual([
      'import cycle: shared/grid/a.ts → shared/grid/b.ts → shared/grid/c.ts → shared/grid/a.ts',
    ]);
    expect(findFaults(ring('import type'))).toHaveLength(1);
  });

  const places = [...Object.keys(rooms), ...floors.flat().map((name) => `shared/${name}`)];
  const fileIn = (room: string): string => (/\.(ts|mjs)$/.test(room) ? room : `${room}/planted.ts`);

  test('every pair of rooms without a row is a fault, by type as well, and every pair with one is none', () => {
    let crossings = 0;
    for (const from of places) {
      for (const to of places) {
        if (from === to || from.startsWith('tests')) continue;
        const [here, there] = [fileIn(from), fileIn(to)];
        const back = '../'.repeat(here.split('/').length - 1);
        const target =
          to.startsWith('shared/') && !from.startsWith('shared/') ? `#${there}` : `${back || './'}${there}`;
        const isAllowed = crossingFault(here, there) === null;
        for (const word of ['import', 'import type']) {
          const found = findFaults([{ path: here, text: `${word} { a } from '${target}';` }]);
          if (found.length > 0 === isAllowed)
            throw new Error(`${here} → ${there}: ${found.join(' ') || 'taken'}`);
        }
        if (!isAllowed) crossings++;
      }
    }
    expect(crossings).toBeGreaterThan(1_000);
    // Some ten thousand planted files: more than the usual time on a machine that does other things beside.
  }, 60_000);

  test('a folder without a row is a fault', () => {
    expect(findFaults([{ path: 'server/attic/box.ts', text: `import { a } from '../log.ts';` }])).toEqual([
      expect.stringContaining('server/attic is no room'),
    ]);
    expect(
      findFaults([{ path: 'shared/attic/box.ts', text: `import { a } from '../kernel/span.ts';` }]),
    ).toEqual([expect.stringContaining('shared/attic is no room')]);
  });

  test('counts the functions inside a function for themselves', () => {
    const inner = `function two() {\n${'f();\n'.repeat(50)}}\n`;
    const text = `function one() {\n${inner}const three = () => {\n${'f();\n'.repeat(50)}};\n}\n`;
    expect(findFaults([{ path: 'server/rules/step.ts', text }])).toEqual([]);
  });

  /** What is still to be cut, and to be written out. Lower these with every cut; a new one is a fault. */
  const budget = { long: 0, nested: 0 };
  test(
    'functions are short with all in them, and objects written out, but for what is still to be done',
    {
      timeout: 60_000,
    },
    () => {
      const product = readSources().filter(({ path: name }) => !name.startsWith('tests/'));
      const shapes = product.map(shapeOf);
      const long = shapes.flatMap((one) => one.long);
      expect(long.length, long.toSorted((a, b) => parseInt(b) - parseInt(a)).join('\n')).toBeLessThanOrEqual(
        budget.long,
      );
      const nested = product.filter((_, i) => (shapes[i]?.nested ?? 0) > 0).map(({ path: name }) => name);
      const count = shapes.reduce((all, one) => all + one.nested, 0);
      expect(count, nested.join('\n')).toBeLessThanOrEqual(budget.nested);
    },
  );
  test('finds a long function by what stands in it, and an object within another', () => {
    const inner = `const two = () => {\n${'f();\n'.repeat(57)}};\n`;
    const of = (text: string) => shapeOf({ path: 'server/rules/step.ts', text });
    expect(of(`function one() {\n${inner}}`).long).toEqual(['61 server/rules/step.ts one']);
    expect(of(`function one() {\n${inner.replace('f();\n', '')}}`).long).toEqual([]);
    expect(of('const a = { ...{ b, c }, ...d, ...(e && { f }) };').nested).toBe(1);
  });

  test('takes no comment and no text for an import', () => {
    const text = `/** import { z } from 'zod'; */\n// import pg from 'pg';\nconst a = 'from x';\nexport const b = 'pg';`;
    expect(findFaults([{ path: 'server/rules/step.ts', text }])).toEqual([]);
  });
});
