import { describe, expect, it } from 'vitest';
import { dutyTitle } from '#shared/duty/words.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { distanceText, groupTasks, type FieldView } from '../../../client/apps/field/tasks.ts';
import { boardRow, t0 } from '../desk/rows.ts';

const head: FieldView = {
  actor: { id: 'f', name: '网格长', role: 'field', post: 'grid-head', unit: 'town' },
  procedures: builtInProcedures,
  here: null,
};
const grouped = (rows: IncidentRow[], view = head) =>
  groupTasks(rows, view).map(({ name, tasks }) => [name, ...tasks.map(({ row }) => row.id)]);
const row = (id: string, procedure: string, node: string, more: Partial<IncidentRow> = {}) =>
  boardRow({ id, procedure, node, ...more });

describe('the tasks of a grid', () => {
  it('begin with an order that the own unit owes a reply to, and with what was given to the grid member', () => {
    expect(
      grouped([
        row('ordered', 'standard', 'handling', { unanswered: ['town'] }),
        row('others', 'standard', 'handling', { unanswered: ['water'] }),
        row('given', 'standard', 'with-member'),
      ]),
    ).toEqual([
      ['now', 'given', 'ordered'],
      ['under-way', 'others'],
    ]);
  });

  it('begin with what waits for me: orders to receive, whistles to answer and confirm, work to check', () => {
    const title = (post: 'grid-head' | 'patroller') =>
      dutyTitle('花山村', post, 'patrol', '2026-11-16/2026-11-22');
    expect(
      grouped([
        row('handling', 'standard', 'handling'),
        row('order', 'order-grid', 'issued'),
        row('mine', 'duty-list', 'issued', { title: title('grid-head') }),
        row('theirs', 'duty-list', 'issued', { title: title('patroller') }),
        row('check', 'standard', 'fed-back', { stageDueAt: t0 - 1 }),
        row('fresh', 'standard', 'reported'),
        row('whistle', 'whistle', 'done', { urgent: true }),
      ]),
    ).toEqual([
      ['now', 'whistle', 'check', 'order'],
      ['lists', 'mine'],
      ['may', 'fresh'],
      ['others', 'theirs'],
      ['under-way', 'handling'],
    ]);
  });

  it('leave calling off an application out of what one may look after', () => {
    expect(grouped([row('1', 'approval', 'at-window')])).toEqual([['under-way', '1']]);
  });

  it('hold those of an agent for agents', () => {
    const agent: FieldView = { ...head, actor: { ...head.actor, post: 'agent' } };
    expect(grouped([row('1', 'agency', 'requested')], agent)).toEqual([['now', '1']]);
    expect(grouped([row('1', 'agency', 'requested')])).toEqual([['under-way', '1']]);
  });

  it('say what is near first where here is known', () => {
    const rows = [
      row('far', 'standard', 'reported', { lat: 32, stageDueAt: t0 }),
      row('near', 'standard', 'reported', { lat: 31.901, stageDueAt: t0 + 1 }),
    ];
    expect(grouped(rows)).toEqual([['may', 'far', 'near']]);
    expect(grouped(rows, { ...head, here: { lng: 120.28, lat: 31.9 } })).toEqual([['may', 'near', 'far']]);
  });

  it('tell distances as one walks them', () => {
    expect([3, 114, 996, 12_340].map(distanceText)).toEqual(['10 m', '110 m', '1.0 km', '12.3 km']);
  });
});
