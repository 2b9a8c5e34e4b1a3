import { describe, expect, it } from 'vitest';
import {
  actor,
  actWord,
  feedTone,
  isForWalls,
  plainActs,
} from '../../../client/apps/wall/panels/feed-lines.ts';
import type { IndicatorRow } from '#shared/wire/indicators.ts';
import { domainReceipt } from '../../../client/apps/wall/panels/indicator-receipt.ts';
import { cellPitch, cellRow } from '../../../client/apps/wall/panels/indicator-cells.ts';
import { keyIncidents } from '../../../client/apps/wall/panels/key-incidents.ts';
import { onlineSensors } from '../../../client/apps/wall/frame/online-sensors.ts';
import { linesOf } from '../../../client/apps/wall/panels/lines-of.ts';
import { deviceToken, openCounty } from '../../../client/apps/wall/open-county.ts';
import { dayShare, densityPath } from '../../../client/apps/wall/panels/time-bar.ts';
import { measure } from '../../../client/apps/wall/frame/unit-size.ts';
import { openApi } from '../../../client/http/api.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { warningFact } from '#shared/warning/warning.ts';
import { watchFact } from '#shared/watch/watch.ts';
import { houseMark } from '#shared/wire/mark.ts';
import { wallZh } from '../../../client/locales/zh/wall.ts';
import { row } from '../rows.ts';

describe('key incidents', () => {
  it('weigh a warned incident above an urgent, a supervised and an overdue one', () => {
    const rows = [
      row({ id: 'late', overdue: true }),
      row({ id: 'super', flags: ['supervised'] }),
      row({ id: 'urgent', urgent: true }),
      row({ id: 'warned' }),
      row({ id: 'plain' }),
    ];
    const key = keyIncidents(rows, new Set(['warned']), 9);
    expect(key.map(({ row: { id }, reason }) => [id, reason])).toEqual([
      ['warned', 'warned'],
      ['urgent', 'urgent'],
      ['super', 'supervised'],
      ['late', 'overdue'],
      ['plain', null],
    ]);
  });
  it('put the one that runs longest first among equals, and are the same whatever the order of arrival', () => {
    const rows = [
      row({ id: 'b', reportedAt: 5 }),
      row({ id: 'c', reportedAt: 5 }),
      row({ id: 'a', reportedAt: 9 }),
    ];
    const ids = (list: typeof rows): string[] =>
      keyIncidents(list, new Set(), 3).map(({ row: { id } }) => id);
    expect(ids(rows)).toEqual(['b', 'c', 'a']);
    expect(ids([...rows].reverse())).toEqual(['b', 'c', 'a']);
  });
  it('put what a unit still owes something to before what all have reported on', () => {
    const rows = [
      row({ id: 'done', reportedAt: 1, lead: 'a', co: ['b'], fedBack: ['b', 'a'] }),
      row({ id: 'half', reportedAt: 2, lead: 'a', co: ['b'], fedBack: ['a'] }),
      row({ id: 'new', reportedAt: 3, lead: null }),
      row({ id: 'graver', reportedAt: 4, urgent: true, lead: 'a', co: [], fedBack: ['a'] }),
    ];
    expect(keyIncidents(rows, new Set(), 9).map(({ row: { id } }) => id)).toEqual([
      'graver',
      'half',
      'new',
      'done',
    ]);
  });
  it('leave out what only waits for its papers', () =>
    expect(keyIncidents([row({ queue: 'finish', urgent: true })], new Set(), 3)).toEqual([]));
});

describe('indicator cells', () => {
  it('are one path a state, with their counts', () => {
    const { counts, paths, total } = cellRow('0012-0', 5, 4);
    expect([counts, total]).toEqual([{ normal: 3, near: 1, abnormal: 1, silent: 1 }, 6]);
    expect(paths.abnormal).toBe('M15 0h4v1h-4z');
    expect(paths.normal.match(/M/g)).toHaveLength(3);
  });
  it('fit the widest row into the room in whole units', () => {
    expect(cellPitch(57, 288)).toEqual({ pitch: 5, cell: 4 });
    expect(cellPitch(0, 288).cell).toBe(12);
    expect(cellPitch(1000, 288)).toEqual({ pitch: 2, cell: 1 });
  });
});

it('a domain opens to its indicators, what is out of bounds first', () => {
  const row = (id: string, state: '0' | '2' | '-', value: number | null) => ({
    id,
    name: { zh: id, en: id },
    domain: 'water',
    measure: 'm',
    decimals: 1,
    better: 'less',
    cadence: 'live',
    origin: 'live',
    before: null,
    state,
    value,
  });
  const rows = [row('a', '-', null), row('b', '0', 1), row('c', '2', 4.25)] as IndicatorRow[];
  const receipt = domainReceipt(rows, 'water', { name: '水', label: '共 3 项', state: (one) => one });
  expect([receipt.value, receipt.lines?.map(({ key, value }) => [key, value])]).toEqual([
    '1',
    [
      ['c', '4.3 m'],
      ['b', '1.0 m'],
      ['a', '— m'],
    ],
  ]);
});

describe('time bar', () => {
  it('draws a bin only where something was reported, and the fullest to the top', () => {
    expect(densityPath([0, 1, 20])).toBe('M4 40v-2.0h3v2.0zM8 40v-40.0h3v40.0z');
    expect(densityPath([])).toBe('');
  });
  it('keeps the present within the day', () =>
    expect([dayShare(0, dayMs / 4), dayShare(0, dayMs * 2), dayShare(5, 0)]).toEqual([0.25, 1, 0]));
});

it.each([
  [1920, 1080, 'hd', 1],
  [3840, 2160, 'hd', 2],
  [2560, 1440, 'hd', 4 / 3],
  [3840, 1080, 'wide', 1],
  [7680, 2160, 'wide', 2],
  [5760, 2160, 'mosaic', 2],
  [1366, 768, 'small', 768 / 860],
  [1280, 1024, 'small', 1280 / 1500],
  [1080, 1920, 'tall', 1],
])('a wall of %i × %i has the plan %s, its units by its height', (width, height, layout, u) => {
  const measured = measure(width, height);
  expect(measured.layout).toBe(layout);
  expect(measured.u).toBeCloseTo(u, 6);
});

it('a sensor is online when heard within three of its intervals', () => {
  const sensors = [{ everyMs: 1000 }, { everyMs: 1000 }, { everyMs: 1000 }] as Sensor[];
  expect([...onlineSensors(sensors, Float64Array.of(0, 7001, 7000), 10_000)]).toEqual([0, 1, 0]);
});

it('acts are named by the procedure, then by us, and an unknown one by itself', () => {
  const name = (act: string) => (act === 'dispatch' ? { zh: '派遣', en: 'Dispatch' } : null);
  const word = (act: string): string =>
    actWord(
      act,
      { act: name, clock: (id) => `时钟 ${id}` },
      ({ zh }) => zh,
      (key) => key,
    );
  expect([word('dispatch'), word('lapsed-check'), word('noted'), word('new-act')]).toEqual([
    '派遣',
    '时钟 checkwall.feed.lapsed',
    'wall.feed.noted',
    'new-act',
  ]);
  expect([feedTone('close'), feedTone('lapsed-whole'), feedTone('dispatch'), feedTone('reported')]).toEqual([
    'green',
    'rose',
    'teal',
    'plain',
  ]);
});

it('the feed names a handler by the unit, a source by its word and an officer by name', () => {
  const act = (role: string, by: string, unit: string | null = 'u') => ({
    seq: 1,
    at: 0,
    act: 'x',
    incident: 'i',
    title: 't',
    procedure: 'p',
    node: 'n',
    role,
    by,
    unit,
  });
  const who = (...of: Parameters<typeof act>): string =>
    actor(
      act(...of),
      (id) => `unit ${id}`,
      (key) => key,
    );
  expect([
    who('handler', 'Li'),
    who('handler', 'Li', null),
    who('duty', '席 01'),
    who('system', 'rules'),
    who('system', '时钟'),
  ]).toEqual(['unit u', 'Li', '席 01', 'words.actor.system', 'words.actor.clock']);
  expect([who('source', 'hotline'), who('source', 'box-7')]).toEqual([
    'words.source.hotline',
    'words.role.source',
  ]);
});

describe('pairing', () => {
  it('reads the token from the part of the address that is never sent', () => {
    expect(deviceToken('#device=abc')).toBe('abc');
    expect(deviceToken('')).toBeNull();
  });
  it('exchanges the token once and says why it was refused', async () => {
    const asked: string[] = [];
    const problem = {
      type: 'about:blank',
      title: 'no',
      status: 401,
      code: 'unauthenticated',
      detail: '令牌已撤销',
    };
    const api = openApi('jiangyin', (url, init) => {
      asked.push(`${init.method ?? 'GET'} ${url}`);
      return Promise.resolve(Response.json(problem, { status: 401 }));
    });
    const answer = await openCounty(api, 'x'.repeat(20), null, () => Promise.resolve());
    expect(asked).toEqual(['POST /api/jiangyin/session/device']);
    expect(isRefusal(answer) && answer.reason).toBe('令牌已撤销');
  });
  it('waits for a server that is not up yet', async () => {
    let tries = 0;
    const waits: number[] = [];
    const api = openApi('jiangyin', () =>
      ++tries < 4
        ? Promise.reject(new TypeError('down'))
        : Promise.resolve(Response.json({}, { status: 403, headers: { [houseMark.name]: houseMark.value } })),
    );
    await openCounty(api, null, null, (ms) => Promise.resolve(void waits.push(ms)));
    expect(waits).toEqual([500, 1000, 2000]);
  });
});

it('every fact about warnings and the watch has its word in the feed', () => {
  const kinds = [...warningFact.options, ...watchFact.options].map(({ shape }) => shape.kind.value);
  expect(plainActs).toEqual(expect.arrayContaining(kinds));
  expect(Object.keys(wallZh.feed)).toEqual(expect.arrayContaining([...plainActs]));
});

it('L1 what nobody has signed is not in the feed of a wall; what was signed is', () => {
  const hidden = plainActs.filter((act) => !isForWalls({ act }));
  expect(hidden).toEqual([
    'warning-proposed',
    'warning-rejected',
    'warning-change-asked',
    'warning-change-declined',
  ]);
});

it('what does not fit on a wall is shown page by page, each row once a round', () => {
  const rows = Array.from({ length: 11 }, (_, i) => i);
  const round = [0, 1, 2].flatMap((turn) => linesOf(rows, 4, turn + 0.7).lines);
  expect(round).toEqual(rows);
  expect(linesOf(rows, 4, 3)).toEqual({ lines: [0, 1, 2, 3], page: 1, pages: 3 });
  expect(linesOf([], 4, 9)).toEqual({ lines: [], page: 1, pages: 1 });
});
