// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '#shared/wire/account.ts';
import AccountApp from '../../../client/apps/account/AccountApp.vue';
import DeputiesCard from '../../../client/apps/account/DeputiesCard.vue';
import FactorCard from '../../../client/apps/account/FactorCard.vue';
import FirstSignIn from '../../../client/apps/account/FirstSignIn.vue';
import PasswordCard from '../../../client/apps/account/PasswordCard.vue';
import SessionsCard from '../../../client/apps/account/SessionsCard.vue';
import { openAccountApi } from '../../../client/http/account-api.ts';
import { i18n, loadLanguage } from '../../../client/locales/i18n.ts';
import { answering, type Asked } from '../answering.ts';

beforeAll(() => loadLanguage('zh'));

const own = (more: Partial<Account> = {}): Account => ({
  login: 'duty1',
  name: '值班席 01',
  role: 'duty',
  factor: { on: false, needed: true, recoveryLeft: 0 },
  sessions: ['here', 'there'].map((id) => ({
    id,
    madeAt: 1,
    usedAt: 2,
    endsAt: 3,
    address: `10.0.0.${id.length}`,
    agent: '',
    own: id === 'here',
  })),
  ...more,
});
function card<C>(component: C, props: Record<string, unknown>, answers: Record<string, unknown> = {}) {
  const { fetch, asked } = answering(answers);
  const plugins = [i18n, createPinia()];
  const screen = mount(component as typeof PasswordCard, {
    props: { api: openAccountApi('jiangyin', fetch), ...props } as never,
    global: { plugins },
  });
  return { screen, asked };
}
const last = (asked: Asked[]): Asked | undefined => asked.at(-1);

describe('the own account', () => {
  it('reads who is there and shows the four parts under one title', async () => {
    const { fetch } = answering({ 'GET /api/jiangyin/account': own() });
    const before = globalThis.fetch;
    globalThis.fetch = fetch as typeof globalThis.fetch;
    const screen = mount(AccountApp, {
      props: { jurisdiction: 'jiangyin' },
      global: { plugins: [i18n, createPinia()] },
    });
    await flushPromises();
    globalThis.fetch = before;
    expect(screen.findAll('h1').map((head) => head.text())).toEqual(['我的账号']);
    expect(screen.findAll('section h2')).toHaveLength(4);
    expect(screen.text()).toContain('duty1');
  });

  it('changes the password once, says so, and keeps nothing of it', async () => {
    const { screen, asked } = card(
      PasswordCard,
      { login: 'duty1' },
      { 'POST /api/jiangyin/session/password': null },
    );
    const [old, next] = screen.findAll('input');
    await old?.setValue('before-this');
    await next?.setValue('after-this-one');
    await screen.find('form').trigger('submit');
    await flushPromises();
    expect(last(asked)?.body).toEqual({ login: 'duty1', password: 'before-this', next: 'after-this-one' });
    expect(screen.find('[role=status]').exists()).toBe(true);
    expect(screen.findAll('input').map((input) => input.element.value)).toEqual(['', '']);
    expect(screen.emitted('changed')).toHaveLength(1);
  });

  it('tells a refusal in words and leaves what was typed', async () => {
    const { screen } = card(PasswordCard, { login: 'duty1' });
    await screen.find('input').setValue('wrong');
    await screen.find('form').trigger('submit');
    await flushPromises();
    expect(screen.find('[role=alert]').exists()).toBe(true);
    expect(screen.find('input').element.value).toBe('wrong');
    expect(screen.emitted('changed')).toBeUndefined();
  });

  it('ends another session, never the own one', async () => {
    const { screen, asked } = card(
      SessionsCard,
      { sessions: own().sessions },
      { 'DELETE /api/jiangyin/account/sessions/there': null },
    );
    expect(screen.findAll('li button')).toHaveLength(1);
    await screen.find('li button').trigger('click');
    await flushPromises();
    expect(last(asked)?.what).toBe('DELETE /api/jiangyin/account/sessions/there');
  });

  const holder = (name: string) => ({ login: name, name, role: 'leader', unit: null });
  const deputies = (acting: string | null) => ({
    mine: [],
    others: [
      {
        ...{ id: 'd1', person: holder('李四'), unit: null, deputy: holder('值班席 01') },
        ...{ from: 1, until: 9e12, why: '外出', madeAt: 1 },
      },
    ],
    acting,
    time: { utcOffsetMinutes: 480 },
  });

  it('sits down for somebody and gets up again; who acts for another names nobody', async () => {
    const answers: Record<string, unknown> = {
      'GET /api/jiangyin/deputies': deputies(null),
      'POST /api/jiangyin/session/deputy': {
        id: 'duty1',
        name: '值',
        role: 'duty',
        jurisdiction: 'jiangyin',
        grids: [],
      },
    };
    const { screen, asked } = card(DeputiesCard, {}, answers);
    await flushPromises();
    expect(screen.find('form').exists()).toBe(true);
    answers['GET /api/jiangyin/deputies'] = deputies('d1');
    await screen.find('li button').trigger('click');
    await flushPromises();
    expect(asked.find(({ what }) => what.startsWith('POST'))?.body).toEqual({ deputy: 'd1' });
    expect(screen.find('[role=status]').text()).toContain('李四');
    expect(screen.find('form').exists()).toBe(false);
    answers['GET /api/jiangyin/deputies'] = deputies(null);
    await screen.find('[role=status] button').trigger('click');
    await flushPromises();
    expect(asked.findLast(({ what }) => what.startsWith('POST'))?.body).toEqual({ deputy: null });
    expect(screen.find('form').exists()).toBe(true);
  });

  it('names a deputy who was looked up, by the time of the county', async () => {
    const { screen, asked } = card(
      DeputiesCard,
      {},
      {
        'GET /api/jiangyin/deputies': { ...deputies(null), others: [] },
        'GET /api/jiangyin/deputies/candidates': [holder('王敏')],
        'POST /api/jiangyin/deputies': deputies(null).others[0],
      },
    );
    await flushPromises();
    const [who, from, until, why] = screen.findAll('input');
    expect(screen.find('form button[type=submit]').attributes('disabled')).toBeDefined();
    await who?.setValue('王');
    await flushPromises();
    await screen.find('[role=option]').trigger('mousedown');
    await from?.setValue('2026-12-01T18:00');
    await until?.setValue('2026-12-02T08:00');
    await why?.setValue('夜班');
    await screen.find('form').trigger('submit');
    await flushPromises();
    expect(asked.find(({ what }) => what === 'POST /api/jiangyin/deputies')?.body).toEqual({
      deputy: '王敏',
      from: Date.parse('2026-12-01T10:00:00Z'),
      until: Date.parse('2026-12-02T00:00:00Z'),
      why: '夜班',
    });
  });

  it('says that a second factor has to be there, and goes from password to proof', async () => {
    const { screen } = card(
      FactorCard,
      { factor: own().factor },
      { 'POST /api/jiangyin/account/factor': { secret: 'ABC', uri: 'otpauth://totp/x', offer: 'o' } },
    );
    expect(screen.find('[role=alert]').exists()).toBe(true);
    await screen.find('input').setValue('before-this');
    await screen.find('form').trigger('submit');
    await flushPromises();
    expect(screen.find('.secret').text()).toBe('ABC');
  });

  it('a first sign-in takes two passwords that are the same', async () => {
    const { screen, asked } = card(FirstSignIn, {}, { 'POST /api/jiangyin/session/first': null });
    const [login, code, one, two] = screen.findAll('input');
    await login?.setValue('grid7');
    await code?.setValue('ABCD-EFGH');
    await one?.setValue('long-enough-1');
    await two?.setValue('long-enough-2');
    await screen.find('form').trigger('submit');
    expect(asked).toEqual([]);
    await two?.setValue('long-enough-1');
    await screen.find('form').trigger('submit');
    await flushPromises();
    expect(last(asked)?.body).toEqual({ login: 'grid7', code: 'ABCD-EFGH', password: 'long-enough-1' });
    expect(screen.find('[role=status]').text()).toContain('grid7');
  });
});
