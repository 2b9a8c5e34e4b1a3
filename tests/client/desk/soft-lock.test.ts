import { nextTick, ref, shallowRef } from 'vue';
import { expect, describe, it } from 'vitest';
import type { PresenceRow } from '#shared/views/presence.ts';
import type { Up } from '#shared/wire/up.ts';
import { openSoftLock, othersAt } from '../../../client/apps/desk/queue/soft-lock.ts';

const desk = (who: string, claimed = false, since = 0): PresenceRow => ({
  incident: 'i1',
  who,
  name: `seat ${who}`,
  unit: null,
  claimed,
  since,
});

/** A desk of `duty1` among others, with a clock in the hand. */
function openDesk() {
  const said: Up['looking'][] = [];
  const rows = shallowRef<PresenceRow[]>([]);
  const selectedId = ref<string | null>(null);
  const time = { now: 0 };
  const lock = openSoftLock({
    me: 'duty1',
    selectedId,
    now: () => time.now,
    look: (at) => void said.push(at),
    desks: () => new Map([['i1', rows.value]]),
  });
  return { lock, said, rows, selectedId, time, last: () => said.at(-1) };
}

describe('the soft lock', () => {
  it('says what is open here, and claims it with the first work on it', () => {
    const { lock, said, selectedId } = openDesk();
    selectedId.value = 'i1';
    lock.work();
    lock.work();
    selectedId.value = null;
    expect(said).toEqual([
      { incident: 'i1', claim: false },
      { incident: 'i1', claim: true },
      { incident: null, claim: false },
    ]);
  });

  it('renews a claim while somebody is at work, and only then', () => {
    const { lock, said, selectedId, time } = openDesk();
    selectedId.value = 'i1';
    time.now = 60_000;
    lock.stay();
    expect(said).toHaveLength(1);
    lock.work();
    time.now += 19_999;
    lock.stay();
    expect(said).toHaveLength(2);
    time.now += 1;
    lock.stay();
    expect(said).toHaveLength(3);
  });

  it('names the officer who has claimed it, and work alone does not take it over', () => {
    const { lock, rows, selectedId, last } = openDesk();
    selectedId.value = 'i1';
    rows.value = [desk('duty1'), desk('duty2', true)];
    expect(lock.lockedBy.value).toBe('seat duty2');
    lock.work();
    expect(last()).toEqual({ incident: 'i1', claim: false });
    lock.claim();
    expect(last()).toEqual({ incident: 'i1', claim: true });
  });

  it('has what it took over at once, before the line says so, and loses it to whoever claims anew', async () => {
    const { lock, rows, selectedId } = openDesk();
    selectedId.value = 'i1';
    rows.value = [desk('duty1'), desk('duty2', true, 5)];
    lock.claim();
    expect(lock.lockedBy.value).toBeNull();
    // A look of somebody else comes before the answer: the claim that was taken over is still told.
    rows.value = [desk('duty1'), desk('duty2', true, 5), desk('chief')];
    await nextTick();
    expect(lock.lockedBy.value).toBeNull();
    rows.value = [desk('duty1', true, 7), desk('duty2')];
    await nextTick();
    rows.value = [desk('duty1'), desk('duty2', true, 9)];
    await nextTick();
    expect(lock.lockedBy.value).toBe('seat duty2');
    expect(lock.overtakenBy.value).toBe('seat duty2');
  });

  it('lets go once an act is done, and claims anew with the next', () => {
    const { lock, said, selectedId, last } = openDesk();
    selectedId.value = 'i1';
    lock.letGo();
    expect(said).toHaveLength(1);
    lock.work();
    lock.letGo();
    expect(last()).toEqual({ incident: 'i1', claim: false });
    lock.stay();
    expect(lock.claimed.value).toBe(false);
    lock.work();
    expect(last()).toEqual({ incident: 'i1', claim: true });
  });

  it('learns that another took over, and lets go', async () => {
    const { lock, rows, selectedId, last } = openDesk();
    selectedId.value = 'i1';
    lock.work();
    rows.value = [desk('duty1'), desk('duty2', true)];
    await nextTick();
    expect(lock.overtakenBy.value).toBe('seat duty2');
    expect(last()).toEqual({ incident: 'i1', claim: false });
    lock.claim();
    expect(lock.overtakenBy.value).toBeNull();
  });

  it('takes the own other desk for no stranger, and names each person once', () => {
    const rows = new Map([['i1', [desk('duty1', true), desk('duty2'), desk('duty2'), desk('chief')]]]);
    expect(othersAt(rows, 'i1', 'duty1').map(({ who }) => who)).toEqual(['duty2', 'chief']);
    expect(othersAt(rows, 'i2', 'duty1')).toEqual([]);
    expect(othersAt(rows, null, 'duty1')).toEqual([]);
  });
});
