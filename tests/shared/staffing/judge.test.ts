import { describe, expect, it } from 'vitest';
import { whyNotGrant } from '#shared/access/grant.ts';
import type { Person } from '#shared/access/person.ts';
import { readDay } from '#shared/sheet/day.ts';
import { openJudge } from '#shared/staffing/judge.ts';
import { roleOfPost, roleWords, sheetRoles, staffFields, postWords } from '#shared/staffing/words.ts';
import { posts } from '#shared/access/post.ts';
import { staffingGround } from '../../../server/access/staffing-ground.ts';
import { grantGround } from '../../../server/queries/scope-of-pack.ts';
import type { PersonRow } from '../../../server/storage/access/access-tables.ts';
import { person, testPack } from '../../support/county.ts';

const pack = testPack();
const row = (more: Partial<PersonRow>): PersonRow => ({
  jurisdiction: 'toy',
  id: 'li',
  login: 'li',
  name: '李',
  role: 'handler',
  county_role: null,
  unit: 'town',
  grids: ['w'],
  staff: null,
  post: 'handler',
  hash: 'x',
  demo: false,
  disabled: false,
  made_at: 0,
  made_by: null,
  totp: null,
  totp_step: 0,
  recovery: [],
  phone: '13900000001',
  starts_at: null,
  ends_at: null,
  code_hash: null,
  code_ends: null,
  used_at: null,
  version: 0,
  ...more,
});
const judge = (rows: PersonRow[] = [], by: Person = person('admin')) =>
  openJudge(staffFields, staffingGround(pack, by, grantGround(pack), rows));
/** name, login, phone, staff, unit, post, grid, role, from, until, state */
const cells = (given: Partial<Record<(typeof staffFields)[number], string>>): string[] =>
  staffFields.map((field) => given[field] ?? '');

describe('a row of a sheet of people', () => {
  it('makes an account from names in either language, its role by its post', () => {
    const told = judge()(
      2,
      cells({ name: '朱', phone: '139 0000-4417', unit: 'TOWN', post: '网格员', grid: 'w-1-1' }),
    );
    expect(told).toMatchObject({
      verdict: 'new',
      account: { login: '13900004417', unit: 'town', post: 'grid-member', role: 'field', grids: ['w-1-1'] },
    });
    const english = cells({
      name: 'Zhu',
      login: 'zhu',
      post: 'Grid member',
      grid: 'w-1',
      role: 'Field staff',
    });
    expect(judge()(2, english).account).toMatchObject({ role: 'field', post: 'grid-member' });
  });
  it('leaves what an account has where its cells are empty, and says what it changes', () => {
    const same = judge([row({})])(2, cells({ login: 'li' }));
    expect(same).toMatchObject({ verdict: 'same', changes: [] });
    const moved = judge([row({})])(2, cells({ login: 'li', unit: 'village', grid: 'w-1' }));
    expect(moved).toMatchObject({ verdict: 'change', changes: ['unit', 'grids'] });
    expect(judge([row({})])(2, cells({ login: 'li', state: '离任' }))).toMatchObject({ verdict: 'leave' });
    expect(judge()(2, cells({}))).toMatchObject({ verdict: 'same', account: null });
  });
  it('takes the last day into the term', () => {
    const told = judge()(
      2,
      cells({ name: '朱', login: 'zhu', post: '值班员', from: '2026/11/1', until: '2026年11月30日' }),
    );
    // 08:00 ahead of UTC.
    expect(told.account).toMatchObject({
      from: Date.UTC(2026, 9, 31, 16),
      until: Date.UTC(2026, 10, 30, 16),
    });
    expect(
      judge()(2, cells({ name: '朱', login: 'zhu', post: '值班员', from: '2026-11-02', until: '2026-11-01' }))
        .faults,
    ).toMatchObject([{ field: 'until' }]);
  });
  describe('a role of the county’s own', () => {
    const roles = [
      {
        id: 'night-desk',
        name: { zh: '夜班席', en: 'Night desk' },
        as: 'duty' as const,
        may: ['report' as const],
      },
      { id: 'lesser', name: { zh: '副管理员', en: 'Lesser' }, as: 'admin' as const, may: [] },
    ];
    const own = { ...pack, pack: { ...pack.pack, roles } };
    const at = (given: Parameters<typeof cells>[0], rows: PersonRow[] = [], by: Person = person('admin')) =>
      openJudge(staffFields, staffingGround(own, by, grantGround(own), rows))(2, cells(given));
    it.each(['夜班席', 'night desk', 'night-desk'])(
      'is given by the name %s, with the shipped one below it',
      (name) => {
        expect(at({ name: '朱', login: 'zhu', role: name })).toMatchObject({
          verdict: 'new',
          account: { role: 'duty', countyRole: 'night-desk' },
        });
      },
    );
    it('stays where the sheet says nothing of it, and goes with another one', () => {
      const night = row({ role: 'duty', county_role: 'night-desk', post: 'duty-officer' });
      expect(at({ login: 'li', role: '夜班席' }, [night])).toMatchObject({ verdict: 'same' });
      expect(at({ login: 'li', unit: 'village' }, [night])).toMatchObject({
        changes: ['unit'],
        account: { role: 'duty', countyRole: 'night-desk' },
      });
      expect(at({ login: 'li', role: '值班员' }, [night])).toMatchObject({
        changes: ['countyRole'],
        account: { role: 'duty', countyRole: null },
      });
      expect(at({ login: 'li', post: '领导' }, [night])).toMatchObject({
        account: { role: 'leader', countyRole: null },
      });
      expect(at({ login: 'li', role: '夜班席' }, [row({})])).toMatchObject({
        changes: ['role', 'countyRole'],
      });
    });
    it('is told apart from what it is not, and is granted by whom it is within', () => {
      expect(at({ name: '朱', login: 'zhu', role: '夜班座' }).faults).toMatchObject([
        { field: 'role', values: { near: '夜班席' } },
      ]);
      const bare = person('admin', { countyRole: 'lesser', holds: ['admit-staff', 'see-whole'] });
      expect(at({ name: '朱', login: 'zhu', role: '夜班席' }, [], bare).verdict).toBe('new');
      expect(at({ name: '朱', login: 'zhu', role: '管理员' }, [], bare).faults).toMatchObject([
        { field: 'role' },
      ]);
    });
  });
  it('grants no more than its bringer holds, neither what is there nor what shall be, and nobody the own part', () => {
    const west = person('admin', { grids: ['w'] });
    const at = (given: Parameters<typeof cells>[0], rows: PersonRow[] = []) =>
      judge(rows, west)(2, cells(given));
    expect(at({ name: '朱', login: 'zhu', post: '网格员', grid: 'w-1' }).verdict).toBe('new');
    expect(at({ name: '朱', login: 'zhu', post: '网格员', grid: 'e-1' }).faults).toMatchObject([
      { field: 'grid' },
    ]);
    expect(at({ name: '朱', login: 'zhu', role: '审计员', grid: 'w' }).faults).toMatchObject([
      { field: 'role' },
    ]);
    expect(at({ login: 'li', name: '改' }, [row({ grids: ['e'] })]).verdict).toBe('refused');
    const own = row({ id: west.id, login: 'me', role: 'admin', grids: ['w'] });
    expect(at({ login: 'me', grid: 'w-1' }, [own]).faults).toMatchObject([{ field: 'login' }]);
    expect(at({ login: 'me', phone: '13900009999' }, [own]).verdict).toBe('change');
    // The judge is the one of all grants.
    for (const role of sheetRoles)
      for (const grid of ['w', 'w-1', 'e', '']) {
        const grids = grid === '' ? [] : [grid];
        const told = at({ name: '朱', login: 'zhu', role: roleWords[role]?.[0] ?? '', grid });
        expect(told.verdict === 'new', `${role} ${grid}`).toBe(
          whyNotGrant(west, { role, grids, unit: null, staff: null }, grantGround(pack)) === null,
        );
      }
  });
  it('names a second one of the same login or number by the line of the first, and doubts two heads of a grid', () => {
    const next = judge();
    const head = { post: '网格长', grid: 'w-1' };
    expect(next(2, cells({ name: '甲', phone: '13900000002', ...head })).doubts).toEqual([]);
    expect(next(3, cells({ name: '乙', phone: '13900000002', ...head })).faults).toMatchObject([
      { field: 'phone', reason: 'the same as in row 2' },
    ]);
    expect(next(4, cells({ name: '丙', phone: '13900000003', ...head }))).toMatchObject({
      verdict: 'new',
      doubts: [{ field: 'post', reason: 'row 2 is the head of this grid as well' }],
    });
  });
  it('has words and a role for every post', () => {
    for (const post of posts) {
      expect(postWords[post].length, post).toBeGreaterThan(0);
      expect(sheetRoles, post).toContain(roleOfPost[post]);
    }
    expect(sheetRoles.filter((role) => !roleWords[role])).toEqual([]);
  });
  it.each([
    ['2026-02-29', null],
    ['2024-2-29', Date.UTC(2024, 1, 29)],
    ['20261129', Date.UTC(2026, 10, 29)],
    ['2026.11.29', Date.UTC(2026, 10, 29)],
    ['11/29/2026', null],
    ['昨天', null],
  ])('the day %s', (text, at) => expect(readDay(text)).toBe(at));
});
