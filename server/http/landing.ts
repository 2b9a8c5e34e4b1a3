import { textIn, type Localized } from '#shared/kernel/localized.ts';
import { demoPassword, demoSeats } from '../access/demo.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { escaped, writtenPage } from './written-page.ts';

/** The apps there are, with their names on the first page. */
export const apps = {
  wall: ['大屏', 'Wall'],
  desk: ['工作台', 'Desk'],
  lead: ['领导页', 'Lead'],
  field: ['网格员', 'Field'],
  report: ['群众上报', 'Report'],
} as const;

/** Pages that one comes to from the desk as well. */
const deskPages = {
  sensing: ['感知', 'Sensing'],
  warnings: ['预警', 'Warnings'],
  indicators: ['指标', 'Indicators'],
  supervise: ['督办', 'Supervision'],
  records: ['要素', 'Records'],
  procedures: ['流程', 'Procedures'],
  drill: ['演练', 'Drills'],
  admin: ['管理', 'Administration'],
  audit: ['审计', 'Audit'],
} as const;

const rings = [
  ['云', '报告入账', 'in the ledger'],
  ['格', '定位到格', 'located'],
  ['人', '责任到人', 'person named'],
  ['事', '任务签收', 'task signed'],
  ['序', '程序走完', 'steps done'],
  ['评', '核查评价', 'checked, rated'],
  ['考', '积分考核', 'points booked'],
  ['档', '卷宗入档', 'archived'],
  ['归', '锚定归云', 'anchored'],
] as const;

/** One of nine arcs round the middle of a box of 64, clockwise from the top. */
function arc(index: number): string {
  const at = (degrees: number): string => {
    const angle = ((degrees - 90) * Math.PI) / 180;
    return `${(32 + 24 * Math.cos(angle)).toFixed(2)} ${(32 + 24 * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${at(index * 40 + 4)}A24 24 0 0 1 ${at(index * 40 + 36)}`;
}

/** The mark of the product with its first arcs closed. */
const mark = (closed: number): string =>
  `<svg class="arcs" viewBox="0 0 64 64" aria-hidden="true">${rings
    .map((_, i) => `<path${i < closed ? ' class="closed"' : ''} d="${arc(i)}"/>`)
    .join('')}</svg>`;

/** Chinese first, its English twin below or beside it. */
const twin = ([zh, en]: readonly [string, string]): string => `${escaped(zh)} <small>${escaped(en)}</small>`;
const both = (text: Localized): readonly [string, string] => [textIn(text, 'zh'), textIn(text, 'en')];

/** A county as the first page shows it: what it is, its pages, and in a demo who may sit down where. */
export function countyCard({
  loaded,
  demo,
  base,
}: {
  loaded: LoadedPack;
  demo: boolean;
  base: string;
}): string {
  const { id, pack, grid } = loaded;
  const facts: [name: readonly [string, string], count: number][] = [
    ...pack.identity.levels.map((level, i): [readonly [string, string], number] => [
      both(level),
      grid.levels[i]?.length ?? 0,
    ]),
    [['单位', 'Units'], pack.units.length],
    [['事项', 'Kinds of matter'], pack.catalogue.length],
    [['传感器', 'Sensors'], pack.sensors.length],
    [['摄像头', 'Cameras'], pack.cameras.length],
    [['人员', 'People'], pack.staff.length],
  ];
  const told = facts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `<div><dt>${twin(name)}</dt><dd>${count.toLocaleString('en')}</dd></div>`);
  const link = ([app, name]: [string, readonly [string, string]]): string =>
    `<a href="${base}/${id}/${app}">${twin(name)}</a>`;
  const rows = demoSeats(loaded).map(({ app, login, name }) =>
    [
      `<th scope="row">${escaped(name)}</th>`,
      `<td><code>${escaped(login)}</code></td>`,
      `<td>${link([app, { ...apps, ...deskPages }[app]])}</td>`,
    ].join(''),
  );
  const seats = demo
    ? `<table class="seats"><caption>演示登录 Demo sign-ins · 密码 password <code>${demoPassword}</code></caption><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody></table>`
    : '';
  return `<section class="county"><h2>${twin(both(pack.identity.name))}</h2><dl>${told.join('')}</dl><nav class="apps">${Object.entries(apps).map(link).join('')}</nav><nav class="more">${Object.entries(deskPages).map(link).join('')}</nav>${seats}</section>`;
}

/** Of a county that is kept closed there is its name in addresses alone. */
export const closedCard = (id: string, base: string): string =>
  `<section class="county"><h2>${twin([id, 'Closed'])}</h2><p><a href="${base}/${id}">暂未开放，原因见此 Why</a></p></section>`;

/** The first page: the product, its nine rings, its counties. */
export function landingPage(cards: readonly string[], base: string): string {
  const walk = rings.map(
    ([name, zh, en], i) =>
      `<li>${mark(i + 1)}<b>${name}</b><span>${zh}</span><span class="second">${en}</span></li>`,
  );
  const body = `<main><header class="brand">${mark(9)}<div><h1>九环 <small>Jiuhuan</small></h1><p>县域综合管理实时指挥中心：每件事走完九环，环环留痕，可验可溯。<br>The command centre of a county in real time: every matter goes round nine rings, and each ring leaves its proof.</p></div></header><ol class="rings">${walk.join('')}</ol><div class="counties">${cards.join('')}</div><footer class="feet"><a href="${base}/docs">接口文档 API</a></footer></main>`;
  return writtenPage(base, { title: '九环 Jiuhuan', body });
}
