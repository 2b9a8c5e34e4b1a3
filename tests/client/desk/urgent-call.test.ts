// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import fc from 'fast-check';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import type { Person } from '#shared/access/person.ts';
import type { SeatRow } from '#shared/views/presence.ts';
import type { CommandBody } from '#shared/wire/http.ts';
import type { Up } from '#shared/wire/up.ts';
import UrgentCall from '../../../client/apps/desk/call/UrgentCall.vue';
import { isArmed, isWriting, leftMs, quietMs } from '../../../client/apps/desk/call/at-work.ts';
import { makeDeskRoom, provideDeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { passMs } from '../../../client/apps/desk/call/handing.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { useBoard } from '../../../client/stores/board.ts';
import { usePresence } from '../../../client/stores/presence.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';
import { boardRow } from './rows.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const gasLeak = (id = 'gas') =>
  boardRow({
    id,
    title: '虹桥南路煤气味',
    urgent: true,
    node: 'reported',
    queue: 'accept',
    lead: null,
    item: 'seepage',
    source: 'hotline',
  });
const seatRow = (who: string, passes: SeatRow['passes'] = null): SeatRow => ({
  who,
  name: `席 ${who}`,
  passes,
});
const unmounts: (() => void)[] = [];
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  unmounts.splice(0).forEach((end) => end());
  document.body.innerHTML = '';
  vi.useRealTimers();
});

/** A desk with one text field, on which calls come in. */
function openDesk() {
  const sent: CommandBody[] = [];
  const said: Up['looking'][] = [];
  const Seat = defineComponent(() => {
    const room = makeDeskRoom({
      api: deskApi(incidentOf()).api,
      person: duty,
      pack: deskPack,
      look: (at) => void said.push(at),
      send(body) {
        sent.push(body);
        return Promise.resolve({ kind: 'done', subject: 'gas', version: 2, seq: 2 });
      },
    });
    provideDeskRoom(room);
    return () => [h('input', { name: 'sentence' }), h(UrgentCall)];
  });
  const pinia = createPinia();
  const wrapper = mount(Seat, { attachTo: document.body, global: { plugins: [pinia, i18n] } });
  unmounts.push(() => wrapper.unmount());
  const field = wrapper.get<HTMLInputElement>('[name=sentence]').element;
  return {
    sent,
    said,
    field,
    async comes(row = gasLeak()): Promise<void> {
      useBoard(pinia).apply([['incident', row.id, row]]);
      await nextTick();
    },
    async seats(...rows: SeatRow[]): Promise<void> {
      usePresence(pinia).apply(rows.map((row) => ['seat', row.who, row]));
      await nextTick();
    },
    async press(key: string, more: KeyboardEventInit = {}): Promise<void> {
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      );
      await nextTick();
    },
    async wait(ms: number): Promise<void> {
      vi.advanceTimersByTime(ms);
      await flushPromises();
    },
    screen: () => document.querySelector('[role=alertdialog]'),
    banner: () => document.querySelector('[role=alert].banner'),
  };
}

describe('an urgent call and a sentence', () => {
  it('stands as a banner while somebody types, takes neither focus nor key, and fills the screen once the field is left', async () => {
    const desk = openDesk();
    await desk.wait(quietMs * 2);
    desk.field.focus();
    await desk.press('人');
    await desk.comes();
    for (const key of ['a', 'A', 'Enter', ' ', 'Escape']) {
      await desk.press(key);
      await desk.wait(900);
    }
    expect(desk.banner()?.textContent).toContain('虹桥南路煤气味');
    expect(desk.screen()).toBeNull();
    expect(document.activeElement).toBe(desk.field);
    expect(desk.sent).toEqual([]);
    desk.field.blur();
    await desk.wait(quietMs + 400);
    expect(desk.banner()).toBeNull();
    expect(desk.screen()?.textContent).toContain('虹桥南路煤气味');
  });

  it('is taken from the banner by a key that no sentence holds, and looked at without losing the way back', async () => {
    const desk = openDesk();
    desk.field.focus();
    await desk.press('路');
    await desk.comes();
    await desk.press('F2');
    await desk.wait(50);
    expect(desk.screen()).not.toBeNull();
    await desk.press('Escape');
    await desk.wait(50);
    expect(desk.screen()).toBeNull();
    await desk.press('F2', { ctrlKey: true });
    await flushPromises();
    expect(desk.sent).toMatchObject([{ kind: 'take', incident: 'gas', transition: 'accept' }]);
  });

  it('fills an idle screen at once, and listens only after a pause without any key', async () => {
    const desk = openDesk();
    await desk.wait(quietMs * 2);
    await desk.comes();
    expect(desk.screen()).not.toBeNull();
    for (let i = 0; i < 6; i++) {
      await desk.press(i % 2 === 0 ? 'a' : 'Enter');
      await desk.wait(quietMs - 400);
    }
    expect(desk.sent).toEqual([]);
    await desk.wait(quietMs + 400);
    await desk.press('a');
    expect(desk.sent).toHaveLength(1);
  });

  it('is handed to another seat, falls silent here, and comes back when nobody takes it', async () => {
    const desk = openDesk();
    await desk.wait(quietMs * 2);
    await desk.seats(seatRow('duty1'), seatRow('duty2'));
    await desk.comes();
    await desk.press('F9', { ctrlKey: true });
    expect(desk.said.at(-1)).toMatchObject({ pass: { incident: 'gas', to: 'duty2' } });
    await desk.wait(500);
    expect(desk.screen()).toBeNull();
    await desk.wait(passMs + 2_000);
    expect(desk.said.at(-1)).not.toHaveProperty('pass');
    expect(desk.screen()).not.toBeNull();
  });

  it('names who handed it here, and puts it first', async () => {
    const desk = openDesk();
    await desk.wait(quietMs * 2);
    await desk.comes({ ...gasLeak('older'), reportedAt: 1, title: '电梯困人' });
    await desk.comes();
    await desk.seats(seatRow('duty2', { incident: 'gas', to: 'duty1' }));
    await desk.wait(500);
    expect(desk.screen()?.querySelector('.title')?.textContent).toBe('虹桥南路煤气味');
    expect(desk.screen()?.textContent).toContain('席 duty2 转来');
  });
});

describe('hands at a desk', () => {
  const instant = fc.integer({ min: 0, max: 10 * leftMs });
  it('a press within the quiet time after another one, or after the call appeared, is never taken', () => {
    fc.assert(
      fc.property(instant, instant, fc.integer({ min: 0, max: quietMs - 1 }), (shownAt, keyAt, soon) => {
        expect(isArmed(Math.max(shownAt, keyAt) + soon, shownAt, { keyAt })).toBe(false);
        expect(isArmed(Math.max(shownAt, keyAt) + quietMs, shownAt, { keyAt })).toBe(true);
      }),
    );
  });
  it('who has a field in use writes until it is left alone for long', () => {
    expect(isWriting(leftMs - 1, { keyAt: -leftMs, touchedAt: 0, writing: true })).toBe(true);
    expect(isWriting(leftMs, { keyAt: -leftMs, touchedAt: 0, writing: true })).toBe(false);
    expect(isWriting(quietMs - 1, { keyAt: 0, touchedAt: 0, writing: false })).toBe(true);
    expect(isWriting(quietMs, { keyAt: 0, touchedAt: 0, writing: false })).toBe(false);
  });
});
