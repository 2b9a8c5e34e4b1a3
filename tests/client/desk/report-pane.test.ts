// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, shallowRef } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { report as reportSchema } from '#shared/incident/command.ts';
import type { CommandAnswer, CommandBody, PackDigest } from '#shared/wire/http.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Entry } from '../../../client/apps/desk/report/call-form.ts';
import ReportPane from '../../../client/apps/desk/report/ReportPane.vue';
import { makeDeskRoom, provideDeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { sendOut } from '../../../client/apps/desk/act/send-out.ts';
import type { DraftStore, KeptDraft } from '../../../client/forms/kept-drafts.ts';
import { searchItems } from '../../../client/reporting/report.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import type { FoundPlaces } from '#shared/wire/places.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const own = must(deskPack.catalogue[0], 'an item');
const item = (id: string, zh: string, procedure: string) => ({ ...own, id, procedure, name: { zh, en: id } });
const pack: PackDigest = {
  ...deskPack,
  procedures: ['standard', 'random-inspection', 'order-grid', 'department-task'].map((id) =>
    must(builtInProcedures.get(id), id),
  ),
  catalogue: [
    own,
    item('random', '堤防抽查', 'random-inspection'),
    item('task', '堤防部门任务', 'department-task'),
    item('urgent', '堤防决口', 'standard'),
  ],
};
const limits = { handling: { amount: 1, unit: 'work-day' as const } };
const graded: PackDigest = {
  ...pack,
  policy: { ...pack.policy, grades: { simple: limits, ordinary: limits, complex: limits } },
};
const listed: ListedItem[] = [
  { id: 'power-1', list: 'power', name: { zh: '在堤防上取土打井', en: 'Digging on a dyke' }, unit: 'water' },
  { id: 'power-2', list: 'power', name: { zh: '非法采砂', en: 'Sand dredging' }, unit: 'water' },
];
const unmounts: (() => void)[] = [];
afterEach(() => unmounts.splice(0).forEach((end) => end()));

/** Drafts that outlive a pane as those of a browser do. */
function memoryDrafts(): DraftStore {
  const kept = new Map<string, KeptDraft>();
  return {
    get: async (key) => kept.get(key),
    list: async () => [...kept.values()],
    keep: async (key, draft) => void kept.set(key, draft),
    drop: async (keys) => keys.forEach((key) => kept.delete(key)),
  };
}

function openPane(
  of: PackDigest,
  answers: (CommandAnswer | Refusal)[] = [],
  {
    entry = 'call' as Entry,
    place = { lng: 120.2, lat: 31.9 } as Point | null,
    drafts = memoryDrafts(),
    found = [] as FoundPlaces['places'],
  } = {},
) {
  const sent: CommandBody[] = [];
  let closed = 0;
  const Seat = defineComponent(() => {
    const room = makeDeskRoom({
      person: duty,
      pack: of,
      drafts,
      api: {
        ...deskApi(incidentOf()).api,
        listed: async () => listed,
        places: async (): Promise<FoundPlaces> => ({ places: found, lacking: ['road', 'estate'] }),
      },
      send(body) {
        sent.push(body);
        return Promise.resolve(answers.shift() ?? { kind: 'done', subject: 'x', version: 1, seq: 1 });
      },
    });
    provideDeskRoom(room);
    const at = shallowRef(place);
    return () =>
      h(ReportPane, {
        entry,
        place: at.value,
        onClose: () => (closed += 1),
        'onUpdate:place': (to: Point | null) => (at.value = to),
      });
  });
  const wrapper = mount(Seat, { attachTo: document.body, global: { plugins: [createPinia(), i18n] } });
  unmounts.push(() => wrapper.unmount());
  return {
    wrapper,
    sent,
    closed: () => closed,
    async choose(id: string): Promise<void> {
      await wrapper.get('[name=item]').setValue('堤防');
      await wrapper.get(`#item-${id}`).trigger('mousedown');
    },
    async submit(): Promise<void> {
      await wrapper.get('form').trigger('submit');
      await flushPromises();
    },
  };
}

describe('what may be reported', () => {
  const index = new Map(pack.procedures.map((one) => [one.id, one]));

  it('stands by kind of work, and leaves out what this role cannot open', () => {
    const groups = searchItems(pack.catalogue, index, { text: '堤防', role: 'duty', limit: 10 });
    expect(groups.map(({ family, items }) => [family, ...items.map(({ id }) => id)])).toEqual([
      ['incident', 'seepage', 'urgent'],
      ['enforcement', 'random'],
    ]);
    const forLeader = searchItems(pack.catalogue, index, { text: '抽查', role: 'leader', limit: 10 });
    expect(forLeader.map(({ family }) => family)).toEqual(['enforcement']);
    expect(searchItems(pack.catalogue, index, { text: '抽查', role: 'field', limit: 10 })).toEqual([]);
  });
});

const business = { entry: 'business' as const };

describe('registering a call', () => {
  it('asks nothing more for an item whose procedure does not', async () => {
    const { wrapper, sent, choose, submit, closed } = openPane(pack);
    await choose('urgent');
    expect(wrapper.find('fieldset.own').exists()).toBe(false);
    expect(wrapper.find('[name=grade]').exists()).toBe(false);
    await submit();
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toHaveProperty('form');
    expect(closed()).toBe(1);
  });

  it("draws the procedure's own fields, asks for those that are missing, and sends them", async () => {
    const { wrapper, sent, choose, submit } = openPane(pack, [], business);
    await choose('random');
    expect(wrapper.get('legend').text()).toBe('双随机一公开 · 登记内容');
    await submit();
    expect(sent).toEqual([]);
    expect(wrapper.findAll('fieldset [role=alert]').map((one) => one.text())).toEqual([
      '抽查计划：必填',
      '组织方式：必填',
    ]);
    await wrapper.get('[name=theme]').setValue('汛前检查');
    await wrapper.get('[name=joint]').setValue('joint');
    await submit();
    expect(sent).toMatchObject([{ item: 'random', form: { theme: '汛前检查', joint: 'joint' } }]);
    expect(reportSchema.safeParse(sent[0]).success).toBe(true);
  });

  it('sends what lies nowhere without a place', async () => {
    const { wrapper, sent, choose, submit } = openPane(pack, [], { ...business, place: null });
    await choose('random');
    expect(wrapper.find('[name=place]').exists()).toBe(false);
    await wrapper.get('[name=theme]').setValue('汛前检查');
    await wrapper.get('[name=joint]').setValue('joint');
    await submit();
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toHaveProperty('place');
  });

  it('looks the ground of a case up on the list, by keyboard', async () => {
    const cases: PackDigest = {
      ...deskPack,
      listed: { sizes: { power: 2 }, notice: { zh: '为演示编写', en: 'for demonstration' } },
      procedures: [must(builtInProcedures.get('enforcement'), 'enforcement')],
      catalogue: [item('case', '堤防案件', 'enforcement')],
    };
    const { wrapper, sent, choose, submit } = openPane(cases, [], business);
    await choose('case');
    const field = wrapper.get('[name=ground]');
    expect(field.attributes('placeholder')).toBe('在 2 项中查找：输入事项或部门');
    await field.trigger('focus');
    await flushPromises();
    expect(wrapper.get('fieldset').text()).toContain('为演示编写');
    await field.setValue('采砂');
    await field.trigger('keydown', { key: 'Enter' });
    expect((field.element as HTMLInputElement).value).toBe('非法采砂');
    await submit();
    expect(sent).toMatchObject([{ item: 'case', form: { ground: 'power-2' } }]);
  });

  it('leaves a list out that the jurisdiction does not have', async () => {
    const { wrapper, choose } = openPane(
      {
        ...deskPack,
        procedures: [must(builtInProcedures.get('enforcement'), 'enforcement')],
        catalogue: [item('case', '堤防案件', 'enforcement')],
      },
      [],
      business,
    );
    await choose('case');
    expect(wrapper.find('[name=party]').exists()).toBe(true);
    expect(wrapper.find('[name=ground]').exists()).toBe(false);
  });

  it('begins with empty fields for another item', async () => {
    const two = [...pack.catalogue, item('other', '堤防复查', 'random-inspection')];
    const { wrapper, choose } = openPane({ ...pack, catalogue: two }, [], business);
    await choose('random');
    await wrapper.get('[name=theme]').setValue('汛前检查');
    await choose('other');
    await choose('random');
    expect(wrapper.get<HTMLTextAreaElement>('[name=theme]').element.value).toBe('');
  });

  it('offers a grade where the jurisdiction has grades', async () => {
    const { wrapper, sent, choose, submit } = openPane(graded);
    await choose('urgent');
    await submit();
    expect(sent[0]).not.toHaveProperty('grade');
    await wrapper.get('[name=grade]').setValue('complex');
    await submit();
    expect(sent[1]).toMatchObject({ grade: 'complex' });
  });

  it('says beside its field what the server refused', async () => {
    const { wrapper, choose, submit, closed } = openPane(
      pack,
      [refuse('invalid', 'field-needed', { field: 'theme' }, 'form.theme')],
      business,
    );
    await choose('random');
    await wrapper.get('[name=theme]').setValue('汛前检查');
    await wrapper.get('[name=joint]').setValue('one');
    await submit();
    expect(wrapper.get('fieldset [role=alert]').text()).toMatch(/^抽查计划：/u);
    expect(closed()).toBe(0);
  });
});

describe('words that were not sent', () => {
  it('Escape says that they are kept, a second one puts them aside, and the next call goes on with them', async () => {
    const drafts = memoryDrafts();
    const first = openPane(pack, [], { drafts });
    await flushPromises();
    await first.choose('urgent');
    await first.wrapper.get('[name=caller-phone]').setValue('139 0000 4417');
    await first.wrapper.get('[name=detail]').setValue('面馆门口煤气味很重');
    const form = first.wrapper.get('form');
    await form.trigger('keydown', { key: 'Escape' });
    expect(first.closed()).toBe(0);
    expect(first.wrapper.get('.leaving').text()).toContain('草稿已留在本机');
    // Going on writing takes the question back.
    await first.wrapper.get('[name=detail]').setValue('面馆门口煤气味很重，有人晕倒');
    expect(first.wrapper.find('.leaving').exists()).toBe(false);
    await form.trigger('keydown', { key: 'Escape' });
    await form.trigger('keydown', { key: 'Escape' });
    expect(first.closed()).toBe(1);
    first.wrapper.unmount();
    await flushPromises();

    const again = openPane(pack, [], { drafts });
    await flushPromises();
    const value = (name: string) => again.wrapper.get<HTMLInputElement>(`[name=${name}]`).element.value;
    expect([value('item'), value('caller-phone'), value('detail')]).toEqual([
      '堤防决口',
      '139 0000 4417',
      '面馆门口煤气味很重，有人晕倒',
    ]);
    await again.submit();
    expect(again.sent).toMatchObject([
      { caller: { phone: '139 0000 4417' }, detail: '面馆门口煤气味很重，有人晕倒' },
    ]);
    again.wrapper.unmount();
    await flushPromises();
    const last = openPane(pack, [], { drafts });
    await flushPromises();
    expect(last.wrapper.get<HTMLTextAreaElement>('[name=detail]').element.value).toBe('');
  });

  it('Escape closes a form in which nothing stands', async () => {
    const { wrapper, closed } = openPane(pack);
    await flushPromises();
    await wrapper.get('form').trigger('keydown', { key: 'Escape' });
    expect(closed()).toBe(1);
  });
});

describe('the place of a call', () => {
  const bridge = {
    kind: 'bridge',
    name: '虹桥',
    number: '',
    grids: ['澄江街道', '天鹤社区'],
    place: { lng: 120.3, lat: 31.8 },
  } as const;
  it('is found by its name and taken by Enter, which registers nothing while the list is open', async () => {
    vi.useFakeTimers();
    const { wrapper, sent, choose } = openPane(pack, [], {
      place: null,
      found: [{ ...bridge, grids: [...bridge.grids] }],
    });
    await flushPromises();
    await choose('urgent');
    const field = wrapper.get<HTMLInputElement>('[name=place]');
    await field.setValue('hq');
    const enter = () => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    // Before the answer is there: nothing was seen, so nothing is taken.
    const early = enter();
    field.element.dispatchEvent(early);
    expect([early.defaultPrevented, field.element.value]).toEqual([true, 'hq']);
    await vi.advanceTimersByTimeAsync(300);
    field.element.dispatchEvent(enter());
    await flushPromises();
    vi.useRealTimers();
    expect(field.element.value).toBe('虹桥');
    await wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(sent).toMatchObject([{ address: '虹桥', place: bridge.place }]);
  });

  it('says what the data lack when nothing is called so', async () => {
    vi.useFakeTimers();
    const { wrapper } = openPane(pack, [], { place: null });
    await flushPromises();
    await wrapper.get('[name=place]').setValue('人民路');
    await vi.advanceTimersByTimeAsync(300);
    vi.useRealTimers();
    expect(wrapper.get('#places').text()).toContain('本地数据中没有：道路、小区');
  });

  it('is needed by a call, and by business that lies somewhere', async () => {
    const call = openPane(pack, [], { place: null });
    await call.choose('urgent');
    await call.submit();
    expect(call.sent).toEqual([]);
    expect(call.wrapper.text()).toContain('请选一条地点');
    const cases: PackDigest = {
      ...deskPack,
      procedures: [must(builtInProcedures.get('enforcement'), 'enforcement')],
      catalogue: [item('case', '堤防案件', 'enforcement')],
    };
    const begun = openPane(cases, [], { ...business, place: null });
    await begun.choose('case');
    await begun.submit();
    expect(begun.sent).toEqual([]);
    expect(begun.wrapper.get('[name=place]').attributes('aria-invalid')).toBe('true');
  });
});

describe('one key from the call to its units', () => {
  /** A matter whose usual steps are these; what is taken goes to the next. */
  function matterWith(path: { id: string; form?: Transition['form'] }[], refusedAt = -1) {
    const steps = path.map(
      ({ id, form = [] }): Transition =>
        ({
          id,
          name: { zh: id, en: id },
          from: ['x'],
          to: 'y',
          by: ['duty'],
          when: [],
          needs: [],
          form,
          effects: [],
          weight: 'main',
        }) as Transition,
    );
    const taken: [string, unknown][] = [];
    const suggested = ['gas', 'town'].map(
      (unit, i) => ({ unit, role: i === 0 ? 'lead' : 'co', byMatrix: i > 0, byPlan: false }) as never,
    );
    const run = () =>
      sendOut('m', {
        read: () => Promise.resolve(incidentOf()),
        allowed: () => steps.slice(taken.length, taken.length + 1),
        suggestions: () => Promise.resolve(suggested),
        take(_before, step, { texts, lists }) {
          taken.push([step.id, { ...texts, ...lists }]);
          const isRefused = taken.length - 1 === refusedAt;
          return Promise.resolve(isRefused ? refuse('conflict', 'changed-meanwhile') : { seq: taken.length });
        },
      });
    return { taken, run };
  }
  const unit = { id: 'lead', kind: 'unit', name: { zh: '主办', en: 'Lead' }, required: true } as never;
  const more = { id: 'co', kind: 'units', name: { zh: '协办', en: 'With' }, max: 4 } as never;
  const words = { id: 'why', kind: 'text', name: { zh: '理由', en: 'Why' }, required: true } as never;

  it('takes each usual step and ends with the dispatch', async () => {
    const { taken, run } = matterWith([
      { id: 'accept' },
      { id: 'file' },
      { id: 'dispatch', form: [unit, more] },
      { id: 'sign' },
    ]);
    expect(await run()).toBe('sent');
    expect(taken).toEqual([
      ['accept', {}],
      ['file', {}],
      ['dispatch', { lead: 'gas', co: ['town'] }],
    ]);
  });

  it('ends before a step that asks for words, and at one that is refused', async () => {
    const asking = matterWith([{ id: 'accept' }, { id: 'judge', form: [words] }]);
    expect([await asking.run(), asking.taken.length]).toEqual([null, 1]);
    const refused = matterWith([{ id: 'accept' }, { id: 'file' }, { id: 'dispatch', form: [unit] }], 1);
    expect([await refused.run(), refused.taken.length]).toEqual([refuse('conflict', 'changed-meanwhile'), 2]);
  });
});
