import { beforeEach, describe, expect, it } from 'vitest';
import { refuse } from '#shared/kernel/refusal.ts';
import type { RecordBrief, RecordDetail } from '#shared/wire/records.ts';
import { openDueList } from '../../../client/apps/records/due-list.ts';
import type { ToldRecord } from '../../../client/commands/kept-told.ts';
import type { RecordsApi } from '../../../client/http/records-api.ts';
import { person } from '../../support/county.ts';

const brief = (id: string, kind: string): RecordBrief => ({
  id,
  kind,
  title: id,
  beside: [],
  grids: ['格'],
  place: null,
  confirmedAt: 1,
});
/** Two homes of two people each, and what was sent. */
function houses() {
  const sent: string[] = [];
  let device: ToldRecord[] = [];
  const down = { now: false, field: undefined as string | undefined };
  const answer = <T>(what: string, value: T) => {
    if (down.now) return Promise.resolve(refuse('busy', 'server-failed', down.field));
    sent.push(what);
    return Promise.resolve(value);
  };
  const detail = (id: string): RecordDetail =>
    ({
      ...brief(id, id.startsWith('home') ? 'dwelling' : 'person'),
      version: 3,
      endedAt: null,
      related: ['a', 'b'].map((one) => brief(`${id}-${one}`, 'person')),
    }) as RecordDetail;
  const api = {
    due: () =>
      Promise.resolve({
        all: 9,
        due: 2,
        rhythmDays: 30,
        records: [brief('home1', 'dwelling'), brief('home2', 'dwelling')],
      }),
    open: (id: string) => Promise.resolve(detail(id)),
    confirm: (id: string, { act }: { act: string }) => answer(`${act} ${id}`, { id, version: 3 }),
    correct: (id: string, { ended }: { ended?: boolean }) =>
      answer(`ended=${ended} ${id}`, { id, version: 4 }),
  };
  return {
    list: openDueList(api as unknown as RecordsApi, person('field', { grids: ['w-1-1'] }), {
      movedWhy: '搬走',
      now: () => 1_000,
      kept: { read: () => Promise.resolve(device), keep: async (told) => void (device = [...told]) },
    }),
    device: () => device,
    sent,
    down,
  };
}

describe('homes to confirm', () => {
  let { list, sent, down } = houses();
  beforeEach(async () => {
    ({ list, sent, down } = houses());
    await list.read();
    await list.open('home1');
  });

  it('a home is finished by an answer for each and one tap, and the next one opens', async () => {
    await list.finish();
    expect(sent).toEqual([]);
    list.answers.value = { 'home1-a': 'lives', 'home1-b': 'moved' };
    await list.finish();
    expect(sent).toEqual(['confirmed home1-a', 'ended=true home1-b', 'confirmed home1']);
    expect([list.openId.value, list.due.value, list.done.value, list.rows.value.map(({ id }) => id)]).toEqual(
      [...['home2', 1, 1, ['home2']]],
    );
    expect(list.answers.value).toEqual({});
  });

  it('nobody in is a visit and leaves the home due', async () => {
    await list.nobodyIn();
    expect([sent, list.due.value, list.openId.value]).toEqual([['visited home1'], 2, null]);
  });

  it('what could not be sent is said, and the same tap goes on', async () => {
    list.answers.value = { 'home1-a': 'lives', 'home1-b': 'lives' };
    down.now = true;
    await list.finish();
    expect([list.fault.value?.code, list.openId.value, list.due.value]).toEqual(['busy', 'home1', 2]);
    down.now = false;
    await list.finish();
    expect([list.fault.value, sent.at(-1), list.due.value]).toEqual([null, 'confirmed home1', 1]);
  });

  it('without a line what is done waits on the device in order, and goes out once there is one', async () => {
    const house = houses();
    await house.list.read();
    await house.list.open('home1');
    house.list.answers.value = { 'home1-a': 'lives', 'home1-b': 'moved' };
    Object.assign(house.down, { now: true, field: 'unreachable' });
    await house.list.finish();
    expect([house.list.fault.value, house.list.openId.value, house.list.done.value]).toEqual([
      null,
      'home2',
      1,
    ]);
    expect(house.device()).toEqual([
      { id: 'home1-a', act: 'confirmed', at: 1_000 },
      { id: 'home1-b', act: 'moved', at: 1_000 },
      { id: 'home1', act: 'confirmed', at: 1_000 },
    ]);
    // The next one was asked for before the line went.
    expect(house.list.detail.value?.id).toBe('home2');
    await house.list.nobodyIn();
    expect(house.device()).toHaveLength(4);
    house.down.now = false;
    await house.list.flush();
    expect([house.device(), house.sent]).toEqual([
      [],
      ['confirmed home1-a', 'ended=true home1-b', 'confirmed home1', 'visited home2'],
    ]);
  });

  it('who has no grid is told so', () => {
    expect(openDueList({} as RecordsApi, person('duty'), { movedWhy: '' }).state.value).toBe('no-grid');
  });
});
