// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Figures } from '#shared/wire/http.ts';
import type { Api } from '../../../client/http/api.ts';
import { instantKey } from '../../../client/replay/instant.ts';
import { ofWindow } from '../../../client/apps/lead/period.ts';
import LastMonth from '../../../client/apps/lead/LastMonth.vue';
import { openLastMonth } from '../../../client/apps/lead/lead-page.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { rate, someFigures } from './figures.ts';

const october = someFigures({
  window: { from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 31, 16) },
});

describe('the whole month beside one that has only begun', () => {
  const shown = async (answer: Figures | Refusal, isYoung = ref(true)) => {
    const figures = vi.fn<Api['figures']>().mockResolvedValue(answer);
    const last = effectScope().run(() => openLastMonth({ figures }, () => isYoung.value, 'g1'));
    await flushPromises();
    return { figures, last };
  };
  it('is read once, for the same part, and goes when the month is old enough', async () => {
    const isYoung = ref(true);
    const { figures, last } = await shown(october, isYoung);
    expect(last?.value).toEqual(october);
    expect(figures.mock.calls).toEqual([['last-month', 'g1']]);
    isYoung.value = false;
    await nextTick();
    expect(last?.value).toBeNull();
    expect(figures).toHaveBeenCalledTimes(1);
  });
  it('is not asked for in a month that speaks for itself', async () => {
    const { figures, last } = await shown(october, ref(false));
    expect([last?.value, figures.mock.calls.length]).toEqual([null, 0]);
  });
  it.each([
    ['it was refused', refuse('invalid', 'instant-ahead')],
    [
      'it holds nothing',
      someFigures({ reported: 0, rates: { ...october.rates, onTimeClosing: rate(0, 0) } }),
    ],
  ])('is left out where %s', async (_, answer) => expect((await shown(answer)).last?.value).toBeNull());

  it('names its month, judges it by the targets and opens its receipts and its page', async () => {
    const pack = {
      calendar: { utcOffsetMinutes: 480 },
      policy: { targets: { onTime: 0.95, grassRoots: 0.95, reworkMax: 0.02 } },
    } as never;
    const api = { figures: vi.fn<Api['figures']>().mockResolvedValue(october) };
    const page = mount(LastMonth, {
      props: { api, pack, scope: null, period: ofWindow('month') },
      global: {
        plugins: [i18n, createPinia()],
        provide: { [instantKey as symbol]: ref(Date.UTC(2026, 10, 2)) },
      },
    });
    await flushPromises();
    expect(page.text()).toContain('10月整月');
    expect(page.findAll('.card')).toHaveLength(5);
    expect(page.findAll('.card.look strong').map((one) => one.text())).toEqual(['91.3%']);
    await page.findAll('.card')[1]?.trigger('click');
    expect(page.emitted('open')?.[0]).toMatchObject([{ window: october.window }]);
    await page.get('.head button').trigger('click');
    expect(page.emitted('whole')).toEqual([[ofWindow('last-month')]]);
    await page.setProps({ period: ofWindow('quarter') });
    await flushPromises();
    expect(page.find('section').exists()).toBe(false);
  });
});
