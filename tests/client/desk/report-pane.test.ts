// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { report as reportSchema } from '#shared/incident/command.ts';
import type { CommandAnswer, CommandBody, PackDigest } from '#shared/wire/http.ts';
import ReportPane from '../../../client/apps/desk/ReportPane.vue';
import { makeDeskRoom, provideDeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { searchItems } from '../../../client/forms/report.ts';
import { i18n } from '../../../client/locales/i18n.ts';
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

function openPane(of: PackDigest, answers: (CommandAnswer | Refusal)[] = []) {
  const sent: CommandBody[] = [];
  let closed = 0;
  const Seat = defineComponent(() => {
    const room = makeDeskRoom({
      ...{ api: { ...deskApi(incidentOf()).api, listed: async () => listed }, person: duty, pack: of },
      send(body) {
        sent.push(body);
        return Promise.resolve(answers.shift() ?? { kind: 'done', subject: 'x', version: 1, seq: 1 });
      },
    });
    provideDeskRoom(room);
    return () => h(ReportPane, { place: { lng: 120.2, lat: 31.9 }, onClose: () => (closed += 1) });
  });
  const wrapper = mount(Seat, { attachTo: document.body, global: { plugins: [createPinia(), i18n] } });
  unmounts.push(() => wrapper.unmount());
  return {
    ...{ wrapper, sent, closed: () => closed },
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

describe('registering a call', () => {
  it('asks nothing more for an item whose procedure does not', async () => {
    const { wrapper, sent, choose, submit, closed } = openPane(pack);
    await choose('urgent');
    expect(wrapper.find('fieldset').exists()).toBe(false);
    expect(wrapper.find('[name=grade]').exists()).toBe(false);
    await submit();
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toHaveProperty('form');
    expect(closed()).toBe(1);
  });

  it("draws the procedure's own fields, asks for those that are missing, and sends them", async () => {
    const { wrapper, sent, choose, submit } = openPane(pack);
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

  it('looks the ground of a case up on the list, by keyboard', async () => {
    const cases: PackDigest = {
      ...{
        ...deskPack,
        listed: { sizes: { power: 2 }, notice: { zh: '为演示编写', en: 'for demonstration' } },
      },
      procedures: [must(builtInProcedures.get('enforcement'), 'enforcement')],
      catalogue: [item('case', '堤防案件', 'enforcement')],
    };
    const { wrapper, sent, choose, submit } = openPane(cases);
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
    const { wrapper, choose } = openPane({
      ...{ ...deskPack, procedures: [must(builtInProcedures.get('enforcement'), 'enforcement')] },
      catalogue: [item('case', '堤防案件', 'enforcement')],
    });
    await choose('case');
    expect(wrapper.find('[name=party]').exists()).toBe(true);
    expect(wrapper.find('[name=ground]').exists()).toBe(false);
  });

  it('begins with empty fields for another item', async () => {
    const { wrapper, choose } = openPane(pack);
    await choose('random');
    await wrapper.get('[name=theme]').setValue('汛前检查');
    await choose('urgent');
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
    const { wrapper, choose, submit, closed } = openPane(pack, [
      refuse('invalid', 'theme is needed', 'form.theme'),
    ]);
    await choose('random');
    await wrapper.get('[name=theme]').setValue('汛前检查');
    await wrapper.get('[name=joint]').setValue('one');
    await submit();
    expect(wrapper.get('fieldset [role=alert]').text()).toMatch(/^抽查计划：/u);
    expect(closed()).toBe(0);
  });
});
