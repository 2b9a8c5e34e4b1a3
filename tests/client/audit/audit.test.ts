// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { auditActs } from '#shared/audit/act.ts';
import type { AuditLine } from '#shared/wire/account.ts';
import AuditApp from '../../../client/apps/audit/AuditApp.vue';
import { i18n, loadLanguage } from '../../../client/locales/i18n.ts';
import { answering } from '../answering.ts';

const real = globalThis.fetch;
beforeAll(() => loadLanguage('zh'));
afterEach(() => void (globalThis.fetch = real));

const line = (seq: number, more: Partial<AuditLine>): AuditLine => ({
  seq,
  at: Date.UTC(2026, 10, 29, 1),
  act: 'sign-in',
  by: { id: 'duty1', name: '值班席 01' },
  hash: 'h',
  ...more,
});
async function audit(answers: Record<string, unknown>) {
  const { fetch, asked } = answering(answers);
  globalThis.fetch = fetch as typeof globalThis.fetch;
  const screen = mount(AuditApp, {
    props: { jurisdiction: 'jiangyin' },
    global: { plugins: [i18n, createPinia()] },
  });
  await flushPromises();
  return { screen, asked };
}

it('shows who did what, newest first, failed sign-ins in rose, each cell with the name of its column', async () => {
  const rows = [line(9, { act: 'sign-in-failed' }), line(8, { address: '10.0.0.7' })];
  const { screen } = await audit({ 'GET /api/jiangyin/audit': { rows, next: null } });
  const shown = screen.findAll('tbody tr');
  expect(shown.map((row) => row.find('td').text())).toEqual(['9', '8']);
  expect(shown.map((row) => row.find('.rose').exists())).toEqual([true, false]);
  const names = screen.findAll('th').map((head) => head.text());
  expect(shown[1]?.findAll('td').map((cell) => cell.attributes('data-name'))).toEqual(names);
  expect(shown[1]?.text()).toContain('10.0.0.7');
});

it('puts what the server noted in one word into words, and the role of somebody new', async () => {
  const details = ['code asked for', 'leader cheng', '10.0.0.7 wall.east'];
  const rows = details.map((detail, i) => line(i, { detail }));
  const { screen } = await audit({ 'GET /api/jiangyin/audit': { rows, next: null } });
  const shown = screen.findAll('tbody tr').map((row) => row.text());
  for (const [i, word] of ['等待验证码', '领导 cheng', '10.0.0.7 wall.east'].entries())
    expect(shown[i]).toContain(word);
});

it('asks by the filter, and for more before the last line that it has', async () => {
  const { screen, asked } = await audit({ 'GET /api/jiangyin/audit': { rows: [line(9, {})], next: 9 } });
  await screen.find('select').setValue('sign-in-failed');
  await screen.find('form').trigger('submit');
  await flushPromises();
  expect(asked.at(-1)?.query).toEqual({ act: 'sign-in-failed' });
  await screen.findAll('button').at(-1)?.trigger('click');
  await flushPromises();
  expect(asked.at(-1)?.query).toEqual({ act: 'sign-in-failed', before: '9' });
});

it.each(['zh', 'en'] as const)('every act has a word (%s)', async (language) => {
  await loadLanguage(language);
  const words = (i18n.global.getLocaleMessage(language) as { audit: { acts: object } }).audit.acts;
  expect(Object.keys(words).toSorted()).toEqual(auditActs.toSorted());
});

it('says what an empty list means, and that a broken chain is broken', async () => {
  const { screen } = await audit({
    'GET /api/jiangyin/audit': { rows: [], next: null },
    'POST /api/jiangyin/audit/verification': { at: 1, entries: 3, bad: { seq: 2, why: 'hash' } },
  });
  expect(screen.find('table').exists()).toBe(false);
  expect(screen.find('.empty').exists()).toBe(true);
  await screen.find('button').trigger('click');
  await flushPromises();
  expect(screen.find('[role=status].rose').text()).toContain('2');
});
