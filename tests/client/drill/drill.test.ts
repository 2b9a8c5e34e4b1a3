// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { Role } from '#shared/access/may.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { DrillHead, DrillMatter, DrillSheet } from '#shared/wire/drill.ts';
import DrillApp from '../../../client/apps/drill/DrillApp.vue';
import { i18n, loadLanguage } from '../../../client/locales/i18n.ts';
import { answering } from '../answering.ts';
import { deskPack } from '../desk/desk-world.ts';

const real = globalThis.fetch;
let screen: VueWrapper | null = null;
beforeAll(() => loadLanguage('zh'));
afterEach(() => {
  screen?.unmount();
  globalThis.fetch = real;
});

const head = (more: Partial<DrillHead> = {}): DrillHead => ({
  id: 'd1',
  name: '汛期演练',
  kind: 'past',
  state: 'running',
  by: { id: 'duty1', name: '值班席 01' },
  openedAt: 0,
  endsAt: 60 * minuteMs,
  endedAt: null,
  from: 0,
  plan: null,
  pace: 5,
  seats: [],
  walls: [],
  phones: [],
  takeMs: 3 * minuteMs,
  dispatchMs: 8 * minuteMs,
  units: null,
  matters: 20,
  came: 7,
  score: 81,
  mine: true,
  mayEnd: true,
  ...more,
});
const part = (got: number) => ({ got, of: 10 });
const matter = (more: Partial<DrillMatter> = {}): DrillMatter => ({
  id: 'm1',
  item: 'seepage',
  title: '堤脚渗水',
  urgent: true,
  reportedAt: 0,
  takenAt: 90_000,
  takenBy: '值班席 01',
  dispatchedAt: null,
  dispatchedBy: null,
  lead: 'water',
  named: null,
  helpers: [],
  ended: false,
  answer: null,
  score: { take: part(10), dispatch: part(0), unit: part(10), missed: false },
  ...more,
});
async function app(role: Role, answers: Record<string, unknown>, subject: string | null = null) {
  const { fetch, asked } = answering({
    'GET /api/jiangyin/session': { id: 'x', name: '来人', role, jurisdiction: 'jiangyin', grids: [] },
    'GET /api/jiangyin/pack': deskPack,
    ...answers,
  });
  globalThis.fetch = fetch as typeof globalThis.fetch;
  const page = mount(DrillApp, {
    props: { jurisdiction: 'jiangyin', subject },
    global: { plugins: [i18n, createPinia()] },
  });
  screen = page;
  await flushPromises();
  return { page, asked };
}
const list = 'GET /api/jiangyin/drills';

it('lists drills: into one that runs and is mine, to the sheet of every one', async () => {
  const all = [head(), head({ id: 'd2', mine: false }), head({ id: 'd3', state: 'ended' })];
  const { page } = await app('duty', { [list]: all });
  const links = page.findAll('tbody tr').map((row) => row.findAll('a').map((one) => one.attributes('href')));
  expect(links.map((some) => some.map((one) => one?.replace(/^.*jiangyin\//, '')))).toEqual([
    ['desk?drill=d1', 'drill/d1'],
    ['drill/d2'],
    ['drill/d3'],
  ]);
});

it('a list that cannot be read says why; an empty one says who begins', async () => {
  const { page } = await app('duty', {});
  expect(page.find('[role=alert]').exists()).toBe(true);
  page.unmount();
  expect((await app('duty', { [list]: [] })).page.text()).toContain(i18n.global.t('drill.list.noneHint'));
});

it('opens one of yesterday with the goals in milliseconds, and reads the list again', async () => {
  const { page, asked } = await app('duty', { [list]: [], 'POST /api/jiangyin/drills': head() });
  await page.find('[name=day]').setValue('2026-11-01');
  await page.find('[name=time]').setValue('08:00');
  await page.find('[name=name]').setValue(' 夜间 ');
  await page.find('[name=units]').setValue('usual');
  await page.find('[name=skill]').setValue('70');
  await page.find('form').trigger('submit');
  await flushPromises();
  const sent = asked.find(({ what }) => what === 'POST /api/jiangyin/drills')?.body;
  expect(sent).toMatchObject({
    kind: 'past',
    name: '夜间',
    from: Date.UTC(2026, 10, 1),
    takeMs: 3 * minuteMs,
    dispatchMs: 8 * minuteMs,
    units: { signMs: 2 * minuteMs, workMs: 6 * minuteMs, skill: 70 },
  });
  expect(asked.filter(({ what }) => what === list)).toHaveLength(2);
});

it('whoever may not open one sees no form', async () => {
  const { page } = await app('handler', { [list]: [] });
  expect(page.find('form').exists()).toBe(false);
  expect(page.text()).toContain(i18n.global.t('drill.list.mayNot'));
});

it('the sheet: figures, what was taken after how long, what waits, points', async () => {
  const sheet: DrillSheet = {
    head: head({ state: 'ended', units: { signMs: 2 * minuteMs, workMs: 6 * minuteMs, skill: 90 } }),
    at: 60 * minuteMs,
    matters: [
      matter({ answer: { signedAt: 3 * minuteMs, doneAt: null, byItself: true } }),
      matter({ id: 'm2', urgent: false, takenAt: null, ended: true }),
    ],
    takeMs: 90_000,
    dispatchMs: null,
    missed: 1,
    rightUnit: { right: 1, of: 2 },
  };
  const { page } = await app('duty', { 'GET /api/jiangyin/drills/d1': sheet }, 'd1');
  expect(page.text()).toContain('81');
  expect(page.text()).toContain('7 / 20');
  const [first, second] = page.findAll('tbody tr').map((row) => row.text());
  expect(first).toContain('市水利抢险一队');
  expect(first).toContain('20 / 30');
  expect(first).toContain(i18n.global.t('drill.sheet.waits'));
  expect(second).toContain(i18n.global.t('drill.sheet.closed'));
  // What a unit did by itself is told apart, and so is what was said before.
  expect(first).toContain(i18n.global.t('drill.sheet.byItself'));
  expect(second).not.toContain(i18n.global.t('drill.sheet.byItself'));
  expect(page.text()).toContain('90%');
});
