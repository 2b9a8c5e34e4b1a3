// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h, shallowRef } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import MessageForm from '../../../client/apps/desk/dossier/MessageForm.vue';
import { openWords } from '../../../client/apps/desk/dossier/words.ts';
import { makeDeskRoom, provideDeskRoom, type DeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const matter = (id: string) => ({ ...incidentOf({ node: 'accepted' }), id, title: id });
const unmounts: (() => void)[] = [];
afterEach(() => unmounts.splice(0).forEach((end) => end()));

/** The form over the first of two matters; what it sends waits until it is answered. */
function openForm() {
  const sent: CommandBody[] = [];
  const waiting: ((answer: CommandAnswer | Refusal) => void)[] = [];
  const on = shallowRef(matter('first'));
  let room: DeskRoom | undefined;
  const Seat = defineComponent(() => {
    const send = (body: CommandBody): Promise<CommandAnswer | Refusal> => {
      sent.push(body);
      return new Promise((resolve) => waiting.push(resolve));
    };
    room = makeDeskRoom({ person: duty, pack: deskPack, api: deskApi(matter('first')).api, send });
    provideDeskRoom(room);
    return () => h(MessageForm, { incident: on.value });
  });
  const wrapper = mount(Seat, { attachTo: document.body, global: { plugins: [createPinia(), i18n] } });
  unmounts.push(() => wrapper.unmount());
  const field = () => wrapper.get('textarea');
  return {
    sent,
    room: must(room, 'a desk'),
    write: (text: string) => field().setValue(text),
    written: () => field().element.value,
    press: () => wrapper.get('form').trigger('submit'),
    async open(id: string): Promise<void> {
      on.value = matter(id);
      await flushPromises();
    },
    async answer(with_: CommandAnswer | Refusal): Promise<void> {
      must(waiting.shift(), 'a message')(with_);
      await flushPromises();
    },
  };
}

describe('words of the channel', () => {
  it('are kept of as many matters as were begun, and of those that were looked at of the last', () => {
    const wordsOf = openWords();
    const [begun, seen] = [wordsOf('begun'), wordsOf('seen')];
    begun.text = '先封桥头';
    for (let i = 0; i < 60; i++) wordsOf(String(i));
    expect(wordsOf('begun')).toBe(begun);
    expect(wordsOf('seen')).not.toBe(seen);
  });

  it('stay with their matter when another one is opened in the middle of a sentence', async () => {
    const form = openForm();
    await form.write('先封桥头');
    await form.open('second');
    expect(form.written()).toBe('');
    await form.write('等消防');
    await form.open('first');
    expect(form.written()).toBe('先封桥头');
    await form.press();
    expect(form.sent).toMatchObject([{ kind: 'say', incident: 'first', text: '先封桥头' }]);
  });

  it('are emptied where they were sent, and told of by name when they were not', async () => {
    const form = openForm();
    await form.write('先封桥头');
    await form.press();
    await form.open('second');
    await form.write('等消防');
    await form.answer({ kind: 'done', subject: 'first', version: 2, seq: 9 });
    expect(form.written()).toBe('等消防');
    await form.press();
    await form.open('first');
    expect(form.written()).toBe('');
    const refusal = refuse('busy', 'not-sent');
    await form.answer(refusal);
    expect(form.room.undone.value).toMatchObject([{ incident: 'second', refused: { refusal } }]);
    await form.open('second');
    expect(form.written()).toBe('等消防');
  });
});
