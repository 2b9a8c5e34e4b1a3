import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { closedCard, countyCard, landingPage } from '../../../server/http/landing.ts';
import { lookAddress, lookWithFaces, writtenPage } from '../../../server/http/written-page.ts';
import { testPack } from '../../support/county.ts';

const root = path.resolve(import.meta.dirname, '../../..');

it('every page that the server writes is made at one place: with its typeface, its icon, its width, no script of its own', async () => {
  const page = writtenPage('/below', { title: '<九环>', body: '' });
  expect(page).toContain(`href="/below${lookAddress}"`);
  expect(page).toContain('<link rel="icon" type="image/svg+xml" href="/below/icons/rings.svg">');
  expect(page).toContain('width=device-width');
  expect(page).toContain('<title>&#60;九环&#62;</title>');
  expect(page).not.toContain('<script');
  const names = await readdir(path.join(root, 'server'), { recursive: true });
  const writers: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.ts')))
    if (/<!doctype html/iu.test(await readFile(path.join(root, 'server', name), 'utf8'))) writers.push(name);
  expect(writers).toEqual(['http/written-page.ts']);
});

it('its style brings the faces that the build named, from where they lie, and nothing else of the client', async () => {
  const clientDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-faces-'));
  await mkdir(path.join(clientDir, 'assets'));
  const face = (name: string) =>
    `@font-face{font-family:Noto Sans SC Variable;src:url(./${name}.woff2)format("woff2")}`;
  await writeFile(
    path.join(clientDir, 'assets', 'fonts-1.css'),
    `${face('words-1')}${face('names-2')}.desk{color:red}`,
  );
  await writeFile(path.join(clientDir, 'assets', 'twice-2.css'), face('words-1'));
  const look = await lookWithFaces(clientDir);
  await rm(clientDir, { recursive: true });
  expect(look.match(/url\([^)]*\)/gu)).toEqual([
    'url(./assets/words-1.woff2)',
    'url(./assets/names-2.woff2)',
  ]);
  expect(look).not.toContain('.desk');
  // Before a build, and of a browser without it, the page has its look all the same.
  expect(await lookWithFaces(null)).toContain("'Noto Sans SC Variable', 'Noto Sans SC More'");
  // The families are those that the client is drawn with.
  const tokens = await readFile(path.join(root, 'client/styles/tokens.css'), 'utf8');
  expect(tokens).toContain("--font: 'Noto Sans SC Variable', 'Noto Sans SC More', sans-serif");
});

it('the first page says of each county what it is, where its pages are, and in a demo alone who may sit there', () => {
  const loaded = testPack();
  const card = countyCard({ loaded, demo: true, base: '/below' });
  expect(card).toContain('县 <small>County</small>');
  const counts = [...card.matchAll(/<dt>([^<]*) <small>([^<]*)<\/small><\/dt><dd>(\d+)<\/dd>/gu)].map(
    ([, name, twin, count]) => [`${name} ${twin}`, count],
  );
  expect(counts).toEqual([
    ['镇 Town', '2'],
    ['村 Village', '2'],
    ['格 Cell', '2'],
    ['单位 Units', '4'],
    ['事项 Kinds of matter', String(loaded.pack.catalogue.length)],
    ['人员 People', '2'],
  ]);
  for (const page of ['wall', 'desk', 'lead', 'field', 'report', 'sensing', 'admin'])
    expect(card).toContain(`<a href="/below/toy/${page}">`);
  const seats = [...card.matchAll(/<code>([^<]*)<\/code><\/td><td><a href="([^"]*)"/gu)].map(
    ([, ...one]) => one,
  );
  expect(seats).toEqual([
    ['duty1', '/below/toy/desk'],
    ['chief', '/below/toy/desk'],
    ['leader', '/below/toy/lead'],
    ['field-w', '/below/toy/field'],
    ['demo-admin', '/below/toy/admin'],
    ['demo-auditor', '/below/toy/audit'],
  ]);
  const open = landingPage([card, closedCard('lost', '/below')], '/below');
  expect(open).toContain('jiuhuan-demo');
  expect(open).toContain('href="/below/lost"');
  expect([...open.matchAll(/<path class="closed"/gu)]).toHaveLength(9 + 45);
  const live = landingPage([countyCard({ loaded, demo: false, base: '' })], '');
  expect(live).not.toMatch(/duty1|jiuhuan-demo/u);
});
