// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { beforeAll, expect, it } from 'vitest';
import { because } from '#shared/kernel/reasons.ts';
import { toldOf } from '#shared/kernel/refusal.ts';
import SignInAgain from '../../../client/ui/SignInAgain.vue';
import { i18n, loadLanguage } from '../../../client/locales/i18n.ts';

beforeAll(() => loadLanguage('zh'));

it.each([
  ['the sign-in was ended', toldOf(because('sign-in-ended')), true],
  ['nobody is signed in', toldOf(because('sign-in-first')), true],
  ['the server is stopping', toldOf(because('server-stopping')), false],
  ['the county is closed', toldOf(because('county-closed')), false],
  ['nothing was said', null, false],
])('a way back in is offered where signing in helps: %s', (_, told, isOffered) => {
  const wrapper = mount(SignInAgain, { props: { told }, global: { plugins: [i18n] } });
  expect(wrapper.text()).toBe(isOffered ? '重新登录' : '');
});
