import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { payloadOfList } from '#shared/sensing/payloads.ts';
import { openMetrics } from '../../server/metrics.ts';
import { readConfig, settingNames } from '../../server/config.ts';

/** What the files for deploying name is what the server has. */
const folder = path.resolve(import.meta.dirname, '../../docs/deploy');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name));
const textOf = (name: string): string =>
  readFileSync(files.find((file) => file.endsWith(name)) ?? name, 'utf8');
/** Names that are no settings of the server: of PostgreSQL's image, of Node, of nginx. */
const others = /^(POSTGRES_(USER|PASSWORD|DB)|NODE_ENV|TLS_?v\d.*)$/;

test('every setting in an image, a unit or a manifest is one of the server', () => {
  const named = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const found = [
      ...text.matchAll(/\bname: ([A-Z][A-Z_]+),/g),
      ...text.matchAll(/^ +([A-Z][A-Z_]+): /gm),
      ...text.matchAll(/^(?:ENV|Environment=)[ ]?(.*)$/gm),
    ].flatMap(([, names = '']) => names.split(/\s+/).map((one) => one.split('=')[0] ?? ''));
    return found.filter((name) => /^[A-Z][A-Z_]+$/.test(name) && !others.test(name));
  });
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !settingNames.includes(name))).toEqual([]);
});

describe('figures', () => {
  const figures = async (): Promise<Set<string>> => {
    const { text } = await openMetrics().read();
    const bases = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    return new Set(
      bases.flatMap(([, name = '', type]) =>
        type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
      ),
    );
  };
  const namedIn = (text: string): string[] => [
    ...new Set([...text.matchAll(/\bjiuhuan_[a-z0-9_]+/g)].map(([name]) => name)),
  ];

  test('of the alert rules are figures of the server', async () => {
    const known = await figures();
    const named = namedIn(textOf('alerts.yaml').replaceAll(/alert: .*/g, ''));
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('of the dashboard are figures of the server, each panel has a place of its own', async () => {
    const known = await figures();
    const dashboard = JSON.parse(textOf('dashboard.json')) as {
      panels: {
        type: string;
        gridPos: { x: number; y: number; w: number; h: number };
        targets?: { expr: string }[];
      }[];
    };
    const exprs = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const named = exprs.flatMap(namedIn);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

test('the settings of the compose file and of the unit are read as they are meant', () => {
  const config = readConfig({
    DATABASE_URL: 'postgres://a:b@postgres:5432/jiuhuan',
    REDIS_URL: 'redis://redis:6379',
    BEHIND_TLS: '1',
    TRUST_PROXY: 'uniquelocal',
    SECOND_FACTOR: 'admins',
    DATA_DIR: '/data',
  });
  expect(config).toMatchObject({ BEHIND_TLS: true, TRUST_PROXY: ['uniquelocal'], dataDir: '/data' });
});

test('the example of an outside broker lets the server read every topic that it subscribes to, and write what it tells', () => {
  const example = readFileSync(path.join(folder, '../operate.md'), 'utf8');
  const [, own = ''] = /\nuser jiuhuan\n((?:topic .*\n)+)/.exec(example) ?? [];
  const read = [...own.matchAll(/^topic read (.*)$/gm)].map(
    ([, filter = '']) => new RegExp(`^${filter.replaceAll('+', '[^/]+')}$`),
  );
  const mayRead = (topic: string): boolean => read.some((one) => one.test(topic));
  expect([...payloadOfList.keys()].filter((word) => !mayRead(`jh/jiangyin/${word}`))).toEqual([]);
  // What it tells itself it does not hear again.
  expect(['jh/jiangyin/errors/a', 'jh/jiangyin/orders/lamp-control'].filter(mayRead)).toEqual([]);
  for (const line of ['topic write jh/+/errors/#\n', 'topic write jh/+/orders/#\n'])
    expect(own).toContain(line);
});
