// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { i18n } from '../../../client/locales/i18n.ts';
import NoticeCards from '../../../client/apps/sign-in/NoticeCards.vue';

const now = Date.now();
const notice = {
  ...{ id: 'silent:p:1', at: now, overAt: null, seenAt: null, kind: 'system-silent' },
  said: {
    system: { id: 'p', name: { zh: '夜间交换', en: 'Nightly exchange' } },
    since: now,
    everyMs: 3_600_000,
  },
};
const named = {
  ...{ id: 'named:d', at: now, overAt: null, seenAt: now, kind: 'deputy-named' },
  said: { for: '张明', by: '张明', from: now, until: now + 1 },
};
afterEach(() => vi.unstubAllGlobals());

it('stands on the page until it has been read, and says so to the server by its id', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push(`${init.method ?? 'GET'} ${url}`);
    const isList = init.method === undefined;
    return Promise.resolve(
      new Response(JSON.stringify(isList ? [notice, named] : { id: notice.id }), {
        headers: { 'content-type': 'application/json' },
      }),
    );
  });
  const shown = mount(NoticeCards, { props: { jurisdiction: 'toy' }, global: { plugins: [i18n] } });
  await flushPromises();
  // What was read before is not told again.
  expect(shown.findAll('[role=status]')).toHaveLength(1);
  expect(shown.text()).toContain('夜间交换');
  await shown.get('button').trigger('click');
  await flushPromises();
  expect(asked).toEqual(['GET /api/toy/notices', 'POST /api/toy/notices/silent%3Ap%3A1/seen']);
  expect(shown.findAll('[role=status]')).toHaveLength(0);
  shown.unmount();
});
