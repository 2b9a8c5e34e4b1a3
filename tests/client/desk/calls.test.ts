import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import type { WarningRow } from '#shared/views/board.ts';
import { callsOf } from '../../../client/apps/desk/call/calls.ts';
import { openEars } from '../../../client/apps/desk/sound/heard.ts';
import { boardRow, t0 } from './rows.ts';

const procedures = new Map([[standardProcedure.id, standardProcedure]]);
const duty = { id: 'd1', name: '值班席', role: 'duty' } as const;
const leader = { id: 'l1', name: '领导', role: 'leader' } as const;
const handler = { id: 'h1', name: '经办', role: 'handler', unit: 'unit-a' } as const;
/** A seat of the whole jurisdiction, or of some grids. */
const seat = (actor: Actor, grids: string[] = []) => ({ actor, grids });
const urgent = (over: Partial<Parameters<typeof boardRow>[0]> & { id: string }) =>
  boardRow({ urgent: true, node: 'reported', queue: 'accept', lead: null, ...over });
const warning = (over: Partial<WarningRow> = {}): WarningRow => ({
  id: 'w',
  version: 1,
  colour: 'red',
  title: '暴雨',
  basis: '3 小时 100 毫米',
  signer: '局长',
  issuedAt: t0,
  lng: null,
  lat: null,
  grids: [],
  around: [],
  incident: null,
  takenBy: null,
  takenAt: null,
  adjustedAt: null,
  until: null,
  measures: '',
  sent: 0,
  read: 0,
  escalatedAt: null,
  asked: false,
  ...over,
});

describe('what calls at a seat', () => {
  it('is what is urgent and was taken by nobody, longest waiting first', () => {
    const rows = [
      urgent({ id: 'new', reportedAt: t0 }),
      urgent({ id: 'old', reportedAt: t0 - 60_000 }),
      urgent({ id: 'seen on site', node: 'verified', reportedAt: t0 - 30_000 }),
      urgent({ id: 'taken', node: 'accepted' }),
      urgent({ id: 'calm', urgent: false }),
    ];
    const calls = callsOf(rows, [warning({ issuedAt: t0 - 90_000 })], seat(duty), procedures);
    expect(calls.map(({ id }) => id)).toEqual(['w', 'old', 'seen on site', 'new']);
    expect(calls[1]).toMatchObject({ step: { id: 'accept' } });
  });

  it('is no warning that another area takes note of, and one of the own area', () => {
    const elsewhere = warning({ id: 'elsewhere', grids: ['b1'], around: ['b1', 'b'] });
    const here = warning({ id: 'here', grids: ['b1', 'a1'], around: ['b1', 'b', 'a1', 'a'] });
    const whole = warning({ id: 'whole' });
    const idsFor = (...grids: string[]) =>
      callsOf([], [elsewhere, here, whole], seat(duty, grids), procedures).map(({ id }) => id);
    expect(idsFor('a')).toEqual(['here']);
    expect(idsFor().sort()).toEqual(['elsewhere', 'here', 'whole']);
  });

  it('lets a warning that can wait stand back, and leaves out one that somebody took', () => {
    const blue = warning({ id: 'blue', colour: 'blue', issuedAt: t0 - 900_000 });
    expect(callsOf([urgent({ id: 'x' })], [blue], seat(duty), procedures).map(({ id }) => id)).toEqual([
      'x',
      'blue',
    ]);
    expect(callsOf([], [warning({ takenBy: '值班席 02', takenAt: t0 })], seat(duty), procedures)).toEqual([]);
  });

  it('calls a handler to sign the own task, and nobody who could not take it', () => {
    const rows = [
      urgent({ id: 'mine', node: 'dispatched', lead: 'unit-a', unsigned: ['unit-a'], nodeSince: t0 }),
      urgent({ id: 'signed', node: 'signed', lead: 'unit-a' }),
      urgent({ id: 'theirs', node: 'dispatched', lead: 'unit-b', unsigned: ['unit-b'] }),
    ];
    expect(callsOf(rows, [warning()], seat(handler), procedures)).toMatchObject([
      { id: 'mine', since: t0, step: { id: 'sign' } },
    ]);
    expect(callsOf([urgent({ id: 'x' })], [warning()], seat(leader), procedures)).toEqual([]);
  });
});

describe('what is heard of a board', () => {
  const waits = (row: { queue: string }): boolean => row.queue === 'accept';
  const op = (id: string, over: Partial<Parameters<typeof boardRow>[0]> = {}) =>
    ['incident', id, boardRow({ id, ...over })] as [string, string, ReturnType<typeof boardRow>];

  it('is nothing of what was there before, then what arrives and what runs out of time, once', () => {
    const hear = openEars(waits);
    expect(hear([])).toEqual({ arrived: 0, overdue: 0 });
    expect(hear([op('a', { queue: 'accept' }), op('b')])).toEqual({ arrived: 0, overdue: 0 });
    expect(hear([op('c', { queue: 'accept' }), op('d')])).toEqual({ arrived: 1, overdue: 0 });
    expect(hear([op('c', { queue: 'accept' })])).toEqual({ arrived: 0, overdue: 0 });
    expect(hear([op('b', { overdue: true })])).toEqual({ arrived: 0, overdue: 1 });
    expect(hear([op('b', { overdue: true })])).toEqual({ arrived: 0, overdue: 0 });
    // A return puts it back before this seat.
    expect(hear([op('d', { queue: 'accept' })])).toEqual({ arrived: 1, overdue: 0 });
    expect(hear([['incident', 'c', null], op('c', { queue: 'accept' })])).toEqual({ arrived: 1, overdue: 0 });
  });
});
