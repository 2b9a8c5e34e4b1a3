import { describe, expect, it } from 'vitest';
import { refuse } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import {
  entryOf,
  inOrder,
  lastDay,
  isPassing,
  nextOf,
  outOfDate,
  settle,
  staleness,
  waitingFor,
  type Draft,
} from '../../../client/commands/outbox.ts';

const now = 1_790_000_000_000;
const by = (key: string) => ({ key, jurisdiction: 'jiangyin', who: 'field-1' });
const take: Draft = {
  title: '井盖缺失',
  act: { zh: '签收', en: 'Receive' },
  command: { kind: 'take', incident: '7', version: 2, transition: 'receive', form: {} },
};
const done: CommandAnswer = { kind: 'done', subject: '7', version: 3, seq: 11 };

describe('the queue', () => {
  it('sends in the order of writing, and what was refused holds up nobody', () => {
    const first = entryOf(take, by('b'), [], now);
    // A phone's clock may go backwards.
    const second = entryOf(take, by('a'), [first], now - 60_000);
    expect(inOrder([second, first]).map(({ key }) => key)).toEqual(['b', 'a']);
    expect(nextOf(inOrder([second, first]))?.key).toBe('b');
    const [refused] = settle(first, refuse('not-now', 'waited-too-long'), now);
    expect(refused).toMatchObject({ state: 'refused', refusal: { code: 'not-now' } });
    expect(nextOf(inOrder([second, ...(refused ? [refused] : [])]))?.key).toBe('a');
  });

  it('keeps what the line, the load or the sign-in hindered', () => {
    expect(isPassing(refuse('busy', 'too-much-at-once'))).toBe(true);
    expect(isPassing(refuse('unauthenticated', 'too-much-at-once'))).toBe(true);
    expect(isPassing(refuse('conflict', 'too-much-at-once'))).toBe(false);
    expect(isPassing(done)).toBe(false);
  });

  it('lets a step follow its report under a key of its own that is always the same', () => {
    const follow = { transition: 'self-handle', form: { note: '已清' }, act: { zh: '自行处置', en: 'Self' } };
    const entry = { ...entryOf(take, by('k'), [], now), follow };
    const [sent, follower, ...rest] = settle(entry, done, now);
    expect(rest).toEqual([]);
    expect(sent).toMatchObject({ state: 'sent', subject: '7' });
    expect(sent).not.toHaveProperty('follow');
    expect(follower).toMatchObject({
      key: 'k.then',
      state: 'waiting',
      place: entry.place,
      who: 'field-1',
      command: { kind: 'take', incident: '7', version: 3, transition: 'self-handle', form: { note: '已清' } },
    });
    expect(settle(entry, done, now)[1]).toEqual(follower);
    expect(follower && settle(follower, done, now)).toHaveLength(1);
    // A refused report keeps what was to follow, for when it is mended.
    expect(settle(entry, refuse('invalid', 'too-much-at-once'), now)[0]?.follow).toEqual(follow);
  });

  it('sends nothing whose key the server may have forgotten, and shows what was sent for half a day', () => {
    const entry = entryOf(take, by('k'), [], now);
    expect(staleness(entry, now + 24 * dayMs)).toBeNull();
    expect(staleness(entry, now + 26 * dayMs)?.code).toBe('too-old');
    expect(lastDay(entry, now + 19 * dayMs)).toBeNull();
    expect(lastDay(entry, now + 21 * dayMs)).toBe(now + 25 * dayMs);
    const sent = settle(entry, done, now);
    expect(outOfDate(sent, now + dayMs / 4)).toEqual([]);
    expect(outOfDate(sent, now + dayMs)).toEqual(['k']);
    expect(outOfDate([entry], now + 9 * dayMs)).toEqual([]);
  });

  it('knows the step that waits for a matter', () => {
    const entry = entryOf(take, by('k'), [], now);
    expect(waitingFor([entry], '7')?.key).toBe('k');
    expect(waitingFor([entry], '8')).toBeNull();
    expect(waitingFor(settle(entry, done, now), '7')).toBeNull();
  });
});
