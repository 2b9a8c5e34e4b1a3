// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { beforeAll, expect, it } from 'vitest';
import ProviderWay from '../../../client/apps/sign-in/ProviderWay.vue';
import { openApi } from '../../../client/http/api.ts';
import { i18n, loadLanguage } from '../../../client/locales/i18n.ts';
import { answering } from '../answering.ts';

beforeAll(() => loadLanguage('zh'));
const provider = { name: { zh: '政务统一认证', en: 'Government sign-in' } };

async function at(address: string, ways: object, answers: Record<string, unknown> = {}) {
  history.replaceState(null, '', address);
  const { fetch, asked } = answering({ 'GET /api/toy/session/ways': ways, ...answers });
  const screen = mount(ProviderWay, {
    props: { api: openApi('toy', fetch) },
    global: { plugins: [i18n, createPinia()] },
  });
  await flushPromises();
  return { screen, asked };
}

it('stands where the county has a provider, and leads back to the page one is at', async () => {
  expect((await at('/toy/desk', { provider: null })).screen.html()).not.toContain('href');
  const { screen } = await at('/toy/desk?incident=1', { provider });
  const [way, end] = screen.findAll('a');
  expect(way?.text()).toContain('政务统一认证');
  expect(way?.attributes('href')).toBe('/api/toy/session/provider?to=desk');
  expect(end?.attributes('href')).toBe('/api/toy/session/provider/end?to=desk');
});

it('says in words why it failed, and leaves nothing in the address', async () => {
  const { screen } = await at('/toy/desk#refused=provider-unknown-person', { provider });
  expect(screen.find('[role=alert]').text()).toContain('找管理员');
  expect(location.hash).toBe('');
});

it('asks for the own second factor after the provider, and comes in by it', async () => {
  const person = { id: 'a', name: '某', role: 'duty', jurisdiction: 'toy', grids: [] };
  const { screen, asked } = await at(
    '/toy/desk#code=wang.min',
    { provider },
    { 'POST /api/toy/session/provider/code': person },
  );
  await screen.find('input').setValue(' 123456 ');
  await screen.find('form').trigger('submit');
  await flushPromises();
  expect(asked.at(-1)?.body).toEqual({ login: 'wang.min', code: '123456' });
  expect(screen.emitted('entered')?.[0]).toEqual([person]);
});
