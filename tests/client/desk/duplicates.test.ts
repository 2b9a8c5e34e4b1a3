// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick, type Component } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import type { CommandBody } from '#shared/wire/http.ts';
import type { Duplicate, Repeat } from '#shared/wire/responsibility.ts';
import ActionPanel from '../../../client/apps/desk/act/ActionPanel.vue';
import CallDuplicates from '../../../client/apps/desk/report/CallDuplicates.vue';
import DuplicateStrip from '../../../client/apps/desk/dossier/DuplicateStrip.vue';
import RepeatStrip from '../../../client/apps/desk/dossier/RepeatStrip.vue';
import { makeDeskRoom, provideDeskRoom, type DeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';
import { t0 } from './rows.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const twin = (id: string, over: Partial<Duplicate> = {}): Duplicate => ({
  id,
  title: `渗水 ${id}`,
  detail: '',
  address: '',
  item: 'seepage',
  node: 'reported',
  source: 'hotline',
  place: { lng: 120.2, lat: 31.9 },
  reportedAt: t0,
  distanceM: 42,
  likeness: 0.834,
  ...over,
});
/** What was said of the place before. */
const repeats: Repeat[] = [];
const unmounts: (() => void)[] = [];
afterEach(() => unmounts.splice(0).forEach((end) => end()));

async function seat(duplicates: Duplicate[], parts: (room: DeskRoom) => ReturnType<typeof h>[]) {
  const sent: CommandBody[] = [];
  let room: DeskRoom | undefined;
  const incident = incidentOf();
  const Seat = defineComponent(() => {
    room = makeDeskRoom({
      api: { ...deskApi(incident, duplicates).api, repeats: () => Promise.resolve([...repeats]) },
      person: duty,
      pack: deskPack,
      send(body) {
        sent.push(body);
        return Promise.resolve({ kind: 'done', subject: incident.id, version: 2, seq: 1 });
      },
    });
    provideDeskRoom(room);
    const made = room;
    return () => parts(made);
  });
  const wrapper = mount(Seat, { attachTo: document.body, global: { plugins: [createPinia(), i18n] } });
  unmounts.push(() => wrapper.unmount());
  await must(room, 'room').select(incident.id);
  await nextTick();
  return { wrapper, sent, room: must(room, 'room') };
}

describe('likely duplicates of an incident', () => {
  const strip = (room: DeskRoom) => [
    h(DuplicateStrip as Component, {
      list: room.duplicates.value,
      of: incidentOf(),
      modelValue: room.twin.value,
      'onUpdate:modelValue': (id: string | null) => (room.twin.value = id),
    }),
    h(ActionPanel),
  ];

  it('stand with distance and likeness; three at sight, the others as a number', async () => {
    const { wrapper } = await seat(
      ['a', 'b', 'c', 'd'].map((id) => twin(id)),
      strip,
    );
    expect(wrapper.findAll('.strip li')).toHaveLength(3);
    expect(wrapper.get('.strip li').text()).toMatch(/渗水 a\s*42 m ·\s*相似 83%/);
    expect(wrapper.get('.strip').text()).toContain('另有 1 件');
  });

  it('the chosen one is filled in when M asks for the incident to merge into', async () => {
    const { wrapper } = await seat([twin('a'), twin('b')], strip);
    await must(wrapper.findAll('.strip input')[1], 'second').setValue(true);
    await wrapper.get('[data-act=merge]').trigger('click');
    await nextTick();
    const field = must(
      document.querySelector<HTMLInputElement>('[role=dialog] input:not([type=radio])'),
      'incident field',
    );
    expect(field.value).toBe('b');
  });

  it('are seen side by side, and chosen there', async () => {
    const { wrapper, room } = await seat([twin('a', { address: '江边 3 号' })], strip);
    await wrapper.get('.strip button').trigger('click');
    await nextTick();
    const dialog = must(document.querySelector('[role=dialog]'), 'dialog');
    expect(dialog.textContent).toContain('江边 3 号');
    expect(dialog.textContent).toContain('长江堤段渗水');
    must(
      [...dialog.querySelectorAll('button')].find((one) => one.textContent?.includes('选为合并对象')),
      'choose',
    ).click();
    await nextTick();
    expect(room.twin.value).toBe('a');
  });
});

describe('the same said before', () => {
  const strip = (room: DeskRoom) => [
    h(RepeatStrip as Component, { incident: incidentOf(), duplicates: room.duplicates.value }),
  ];
  afterEach(() => void repeats.splice(0));

  it('is listed once: what stands among the duplicates is counted, and what was closed stands here', async () => {
    repeats.push({ ...twin('open'), closedAt: null }, { ...twin('closed'), closedAt: t0 });
    const { wrapper } = await seat([twin('open')], strip);
    await flushPromises();
    const told = wrapper.get('[data-repeats]');
    expect(told.findAll('li a').map((line) => line.text())).toEqual(['渗水 closed']);
    expect(told.text()).toContain('第 3 次');
  });

  it('stands nowhere when all of it is among the duplicates', async () => {
    repeats.push({ ...twin('open'), closedAt: null });
    const { wrapper } = await seat([twin('open')], strip);
    await flushPromises();
    expect(wrapper.find('[data-repeats]').exists()).toBe(false);
  });
});

describe('while a call is written down', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const draft = { title: '江堤渗水', detail: '在闸口', address: '', urgent: false };

  it('offers what is open nearby after a pause, and makes the call a remark of it', async () => {
    let done = 0;
    const props = { item: null as string | null, place: { lng: 120.2, lat: 31.9 }, draft, evidence: [] };
    const { wrapper, sent } = await seat([twin('a')], () => [
      h(CallDuplicates as Component, { ...props, onDone: () => (done += 1) }),
    ]);
    expect(wrapper.find('.strip').exists()).toBe(false);
    const child = wrapper.getComponent(CallDuplicates);
    props.item = 'seepage';
    child.vm.$parent?.$forceUpdate();
    await nextTick();
    await vi.advanceTimersByTimeAsync(349);
    expect(wrapper.find('.strip').exists()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await flushPromises();
    expect(wrapper.get('.strip').text()).toContain('渗水 a');
    await must(wrapper.findAll('.strip button')[1], 'remark').trigger('click');
    await flushPromises();
    expect(sent).toMatchObject([{ kind: 'note', incident: 'a', text: '来电重复反映：江堤渗水 · 在闸口' }]);
    expect(done).toBe(1);
  });
});
