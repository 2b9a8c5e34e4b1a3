import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import type { Message, Task } from '#shared/incident/incident.ts';
import { openOrders, receiptsOf, unreadBy } from '#shared/incident/receipts.ts';

const duty: Actor = { id: 'duty1', name: 'seat 01', role: 'duty', unit: 'centre' };
const of = (unit: string, id = unit): Actor => ({ id, name: id, role: 'handler', unit });
const task = (unit: string, state: Task['state'] = 'issued'): Task => ({
  id: unit,
  unit,
  role: 'lead',
  state,
  issuedAt: 0,
});
const message = (id: string, more: Partial<Message> = {}): Message => ({
  id,
  at: 100,
  by: duty,
  text: '立即封路',
  to: [],
  order: true,
  seen: [],
  ...more,
});
const tasks = [task('water'), task('police'), task('gas', 'withdrawn')];

describe('receipts', () => {
  it('are asked of the units named, else of all that have a task; never of a withdrawn one or the sender', () => {
    expect(receiptsOf({ tasks }, message('m1')).map(({ unit }) => unit)).toEqual(['water', 'police']);
    expect(receiptsOf({ tasks }, message('m1', { to: ['water'] })).map(({ unit }) => unit)).toEqual([
      'water',
    ]);
    const own = message('m2', { by: of('water'), order: false });
    expect(receiptsOf({ tasks }, own).map(({ unit }) => unit)).toEqual(['police']);
  });

  it('name each reader of the unit with the instant, and the unit’s first reply', () => {
    const order = message('m1', {
      seen: [
        { by: of('water', 'w1'), at: 110 },
        { by: of('water', 'w2'), at: 120 },
      ],
    });
    const reply = message('m3', { by: of('police'), order: false, replyTo: 'm1', at: 130 });
    const [water, police] = receiptsOf({ tasks, messages: [order, reply] }, order);
    expect(water).toMatchObject({ seen: [{ at: 110 }, { at: 120 }], repliedAt: null });
    // A reply tells that it was read, even when nobody opened the channel before.
    expect(police).toMatchObject({ seen: [{ by: { unit: 'police' }, at: 130 }], repliedAt: 130 });
  });

  it('say of orders alone who has not read and who owes a reply', () => {
    const order = message('m1', { seen: [{ by: of('water'), at: 110 }] });
    const word = message('m2', { order: false });
    expect(openOrders({ tasks, messages: [order, word] })).toEqual({
      unread: ['police'],
      unanswered: ['water', 'police'],
    });
    expect(openOrders({ tasks })).toEqual({ unread: [], unanswered: [] });
  });
});

describe('what I have not read', () => {
  it('is of others, speaks to me, and bears no receipt of mine', () => {
    const messages = [
      message('to all'),
      message('to others', { to: ['police'] }),
      message('to us', { to: ['water'] }),
      message('mine', { by: of('water') }),
      message('read', { seen: [{ by: of('water'), at: 1 }] }),
      message('read by a colleague', { seen: [{ by: of('water', 'w2'), at: 1 }] }),
    ];
    expect(unreadBy({ messages }, of('water')).map(({ id }) => id)).toEqual([
      'to all',
      'to us',
      'read by a colleague',
    ]);
  });
});
