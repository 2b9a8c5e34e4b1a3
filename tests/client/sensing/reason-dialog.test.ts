// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import { refuse } from '#shared/kernel/refusal.ts';
import ReasonDialog from '../../../client/apps/sensing/ReasonDialog.vue';
import { i18n } from '../../../client/locales/i18n.ts';

afterEach(() => void (document.body.innerHTML = ''));

it('asks for a reason of two characters; what was refused stays open and says why, what was taken closes', async () => {
  const given: string[] = [];
  let answer: unknown = refuse('forbidden', 'own-unit-without-task');
  const screen = mount(ReasonDialog, {
    attachTo: document.body,
    props: {
      title: '路灯',
      send: '下令',
      reason: '理由',
      open: true,
      'onUpdate:open': (open: boolean) => screen.setProps({ open }),
      give: (reason: string) => {
        given.push(reason);
        return Promise.resolve(answer);
      },
    },
    global: { plugins: [i18n] },
  });
  await flushPromises();
  const words = document.querySelector<HTMLInputElement>('label.reason input');
  const write = async (text: string): Promise<void> => {
    if (words) words.value = text;
    words?.dispatchEvent(new Event('input'));
    await flushPromises();
    document.querySelector('form')?.dispatchEvent(new Event('submit'));
    await flushPromises();
  };
  await write(' 停 ');
  expect(given).toEqual([]);
  await write(' 抢修 ');
  expect(given).toEqual(['抢修']);
  expect(document.body.textContent).toContain('本单位');
  expect(screen.emitted('done')).toBeUndefined();
  answer = { id: 'x' };
  await write('抢修');
  expect(screen.emitted('done')).toHaveLength(1);
  expect(screen.props('open')).toBe(false);
});
