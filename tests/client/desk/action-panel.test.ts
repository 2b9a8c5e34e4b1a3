// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import type { Person } from '#shared/access/person.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import ActionPanel from '../../../client/apps/desk/act/ActionPanel.vue';
import { makeDeskRoom, provideDeskRoom, type DeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { usePresence } from '../../../client/stores/presence.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const standard = must(builtInProcedures.get('standard'), 'standard');
const busy = { unit: null, claimed: true, since: 0 };
const unmounts: (() => void)[] = [];
afterEach(() => unmounts.splice(0).forEach((end) => end()));

async function openPanel(incident: Incident, answers: (CommandAnswer | Refusal)[] = []) {
  const sent: CommandBody[] = [];
  let room: DeskRoom | undefined;
  const Seat = defineComponent(() => {
    room = makeDeskRoom({
      api: deskApi(incident).api,
      person: duty,
      pack: deskPack,
      send: (body) => {
        sent.push(body);
        return Promise.resolve(
          answers.shift() ?? { kind: 'done', subject: incident.id, version: incident.version + 1, seq: 1 },
        );
      },
    });
    provideDeskRoom(room);
    return () => h(ActionPanel);
  });
  const wrapper = mount(Seat, { attachTo: document.body, global: { plugins: [createPinia(), i18n] } });
  unmounts.push(() => wrapper.unmount());
  await must(room, 'room').select(incident.id);
  await nextTick();
  const press = async (act: string): Promise<void> => {
    await wrapper.get(`[data-act="${act}"]`).trigger('click');
    await nextTick();
  };
  return { wrapper, sent, room: must(room, 'room'), press };
}
const dialog = (): HTMLElement => must(document.querySelector<HTMLElement>('[role=dialog]'), 'a dialog');
const submit = async (): Promise<void> => {
  must(dialog().querySelector('form'), 'form').dispatchEvent(new Event('submit', { cancelable: true }));
  await flushPromises();
};

describe('the buttons of an incident', () => {
  it('are those of its life cycle, the main one first, each with its key', async () => {
    const { wrapper } = await openPanel(incidentOf());
    const buttons = wrapper.findAll('button[data-act]');
    expect(buttons[0]?.attributes()).toMatchObject({ 'data-act': 'accept', 'aria-keyshortcuts': 'A' });
    expect(buttons.map((one) => one.attributes('data-act'))).toContain('merge');
    expect(buttons.map((one) => one.attributes('data-act'))).not.toContain('dispatch');
  });

  it('act at once where nothing is to be filled in', async () => {
    const { sent, press } = await openPanel(incidentOf());
    await press('accept');
    expect(sent).toMatchObject([{ transition: 'accept', version: 1, form: {} }]);
  });

  it('rest while somebody else is at work, and a key that is pressed all the same says why nothing happens', async () => {
    const { wrapper, sent } = await openPanel(incidentOf());
    const accept = must(
      standard.transitions.find(({ id }) => id === 'accept'),
      'accept',
    );
    const press = async (): Promise<void> => {
      (wrapper.getComponent(ActionPanel).vm as unknown as { start(step: Transition): void }).start(accept);
      await flushPromises();
    };
    const presence = usePresence();
    const other = { incident: incidentOf().id, who: 'duty2', name: '值班席 02', ...busy };
    presence.apply([['presence', `${other.incident} duty2`, other]]);
    await nextTick();
    expect(wrapper.find('.held').exists()).toBe(false);
    expect(wrapper.get('[data-act=accept]').attributes()).toHaveProperty('disabled');
    await press();
    expect(sent).toEqual([]);
    expect(wrapper.get('.held').text()).toBe('「受理」没有发出：值班席 02 正在处理，按 L 接手后再办');
    // The other lets go by themselves: the act is still not done, and it says so until it is taken.
    presence.clear();
    await nextTick();
    expect(wrapper.get('.held').text()).toBe('「受理」没有发出：值班席 02 刚才正在处理，现已放开，可再办');
    await press();
    expect(wrapper.find('.held').exists()).toBe(false);
    expect(sent).toMatchObject([{ transition: 'accept' }]);
  });

  it('dispatch to the ticked units at once, and say to how many', async () => {
    const { wrapper, sent, press } = await openPanel(incidentOf({ node: 'filed' }));
    await must(wrapper.findAll('input[type=checkbox]')[1], 'second unit').trigger('change');
    expect(wrapper.get('[data-act=dispatch]').text()).toContain('派遣 2 个单位');
    await press('dispatch');
    expect(sent).toMatchObject([{ transition: 'dispatch', form: { lead: 'water', co: ['town'] } }]);
  });

  it('ask for what is required, and name the field that is missing', async () => {
    const { sent, press } = await openPanel(incidentOf());
    await press('void');
    expect(dialog().textContent).toContain('不能撤回');
    await submit();
    expect(dialog().querySelector('[role=alert]')?.textContent).toBe('理由：必填');
    expect(sent).toEqual([]);
    const reason = must(dialog().querySelector<HTMLTextAreaElement>('[name=reason]'), 'reason');
    reason.value = '误报';
    reason.dispatchEvent(new Event('input'));
    await submit();
    expect(sent).toMatchObject([{ transition: 'void', form: { reason: '误报' } }]);
    expect(document.querySelector('[role=dialog]')).toBeNull();
  });

  it('show a refusal of the server beside its field and keep what was written', async () => {
    const { press } = await openPanel(incidentOf(), [
      refuse('invalid', 'at-least', { least: 5 }, 'form.reason'),
    ]);
    await press('escalate');
    const reason = must(dialog().querySelector<HTMLTextAreaElement>('[name=reason]'), 'reason');
    reason.value = '急';
    reason.dispatchEvent(new Event('input'));
    await submit();
    expect(dialog().querySelector('[role=alert]')?.textContent).toBe('理由：内容不合要求 · 至少 5');
    expect(reason.value).toBe('急');
    expect(reason.getAttribute('aria-invalid')).toBe('true');
  });
});

describe('what a unit asks the centre to decide', () => {
  it('stands with its reason, the span and the clocks it moves, above the buttons and in the dialog', async () => {
    const base = incidentOf();
    const now = Date.now();
    const handling = {
      limit: { amount: 2, unit: 'work-hour' as const },
      startedAt: now - 3_600_000,
      dueAt: now + 1_800_000,
    };
    const { wrapper, press } = await openPanel({
      ...base,
      node: 'handling',
      clocks: { ...base.clocks, handling },
      asks: {
        extension: {
          at: now - 60_000,
          by: '夏港应急中队',
          reason: '备件在路上',
          limit: { amount: 1, unit: 'work-hour' },
        },
      },
    });
    const note = wrapper.get('.asks').text();
    for (const words of ['申请延期 1 工作时', '理由：备件在路上', '夏港应急中队', '到期', '同意后'])
      expect(note).toContain(words);
    await press('grant-extension');
    expect(dialog().textContent).toContain('理由：备件在路上');
  });
});
