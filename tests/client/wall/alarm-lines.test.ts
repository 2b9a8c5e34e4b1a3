// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { AlarmRow } from '#shared/views/sensing.ts';
import type { County } from '../../../client/apps/wall/county.ts';
import { alarmLines, loadBars } from '../../../client/apps/wall/panels/alarm-lines.ts';
import { deskPack } from '../desk/desk-world.ts';

const county = { pack: deskPack, geodata: { tree: { byId: new Map() } } } as unknown as County;
const row = (id: string, by: Partial<AlarmRow> = {}): AlarmRow => ({
  id,
  kind: 'single',
  cause: '',
  sensor: id,
  name: `测点 ${id}`,
  system: 'environment',
  rule: 'high',
  item: 'none',
  urgent: false,
  priority: 2,
  members: 1,
  sensors: 1,
  raises: 1,
  since: 1_000,
  lastAt: 1_000,
  over: false,
  acknowledged: false,
  shelvedUntil: null,
  seat: 1,
  incident: null,
  lng: 0,
  lat: 0,
  ...by,
});

it('alarms that nobody has looked at stand first, the graver before the others; what was put aside is not on the wall', () => {
  const lines = alarmLines(
    [
      row('seen', { acknowledged: true, priority: 1 }),
      row('late', { since: 5_000 }),
      row('early'),
      row('grave', { priority: 1 }),
      row('aside', { shelvedUntil: 9_000 }),
      row('over', { over: true }),
    ],
    county,
  );
  expect(lines.map(({ row: { id } }) => id)).toEqual(['grave', 'late', 'early', 'seen', 'over']);
  expect(lines.map(({ waits }) => waits)).toEqual([true, true, true, false, false]);
  expect(lines[0]?.head).toBe('测点 grave');
});

it('the load of a seat is drawn against the ten that one person can read in ten minutes', () => {
  expect(
    loadBars([
      { seat: 1, fresh: 10 },
      { seat: 2, fresh: 13 },
      { seat: 0, fresh: 40 },
    ]),
  ).toEqual([
    { seat: 0, fresh: 40, share: 1, flood: true },
    { seat: 2, fresh: 13, share: 0.65, flood: true },
    { seat: 1, fresh: 10, share: 0.5, flood: false },
  ]);
});
