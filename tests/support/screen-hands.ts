import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Form } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { laneOf } from '../../client/apps/desk/queue/lanes.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { openBrowser } from './browser.ts';
import { signIn, type TestHouse } from './house.ts';
import { fillFields } from './screen-form.ts';
import type { Way } from './walk-choice.ts';

/** A step that somebody took at a screen. */
export interface Clicked {
  procedure: string;
  step: string;
  role: string;
  screen: Screen;
  /** Why it did not come to it. */
  fault?: string;
}
export type Screen = 'desk' | 'supervise' | 'field' | 'report';

interface Opened {
  context: BrowserContext;
  page: Page;
  usedAt: number;
}
interface Settings {
  house: TestHouse;
  pack: LoadedPack;
  now: () => number;
  /** Codes under which citizens follow their matters. */
  codes: ReadonlyMap<string, string>;
  clicked: Clicked[];
}
/** So many pages are open at a time; the one that was used least lately closes. */
const mostPages = 6;
const patienceMs = 40_000;

/** Hands of the county's people: each has a browser of their own, opens the matter where they work, and takes a step by its button. */
export async function openHands({ house, pack, codes, clicked }: Settings) {
  // What is looked at are buttons and forms: the map, drawn in software, would cost more than all of them.
  const browser: Browser = await openBrowser(['--disable-3d-apis']);
  const pages = new Map<string, Opened>();
  let turn = 0;
  let officer: Promise<string> | undefined;

  async function open(login: string | null, screen: Screen): Promise<Page> {
    const key = `${login} ${screen}`;
    const known = pages.get(key) ?? (await enter(key, login, screen));
    known.usedAt = ++turn;
    // Months pass between two steps: a session that ended meanwhile is begun anew.
    if (login !== null) {
      const { status } = await known.page.evaluate(
        (address) => fetch(address).then((answer) => ({ status: answer.status })),
        `/api/${pack.id}/session`,
      );
      if (status !== 200) {
        await admit(known.context, login);
        await known.page.goto(`${house.url}/${pack.id}/${screen}`);
      }
    }
    return known.page;
  }
  async function admit(context: BrowserContext, login: string): Promise<void> {
    const cookie = await signIn(house, pack.id, login);
    const pairs = cookie.split('; ').map((one) => one.split('='));
    const kept = pairs.map(([name = '', ...value]) => ({ name, value: value.join('='), url: house.url }));
    await context.addCookies(kept);
  }
  async function enter(key: string, login: string | null, screen: Screen): Promise<Opened> {
    const oldest = [...pages].sort(([, a], [, b]) => a.usedAt - b.usedAt)[0];
    if (pages.size >= mostPages && oldest) {
      pages.delete(oldest[0]);
      await oldest[1].context.close();
    }
    const isPhone = screen === 'field' || screen === 'report';
    const context = await browser.newContext({
      viewport: isPhone ? { width: 390, height: 844 } : { width: 1366, height: 900 },
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    context.setDefaultTimeout(patienceMs);
    if (login !== null) await admit(context, login);
    const page = await context.newPage();
    if (screen !== 'report') await page.goto(`${house.url}/${pack.id}/${screen}`);
    const opened = { context, page, usedAt: turn };
    pages.set(key, opened);
    return opened;
  }

  /** Where somebody of this role does this. */
  function screenOf({ login, role }: Way, { procedure, closedAt, ended }: Incident): Screen {
    if (login === null) return 'report';
    if (role === 'field') return 'field';
    const { family } = must(pack.procedures.get(procedure), procedure);
    // What is finished has left the page of supervision, and stands with the finished ones of the desk.
    const isOpen = closedAt === undefined && ended === undefined;
    return family === 'supervision' && role !== 'handler' && isOpen ? 'supervise' : 'desk';
  }

  async function openAtDesk(page: Page, incident: Incident): Promise<void> {
    if (new URL(page.url()).searchParams.get('incident') === incident.id) return;
    const lane = page.locator(`button[data-lane="${laneOf(incident, pack.procedures)}"]`);
    if ((await lane.count()) > 0) await lane.click();
    const row = page.locator(`button.open[data-id="${incident.id}"]`);
    if ((await row.count()) > 0) return row.click();
    // What is folded away or finished is found by its number.
    await page.locator('[role=search] input[role=combobox]').fill(incident.id);
    await page.locator('li.open').filter({ hasText: incident.id }).first().click();
    await page.locator('.facts .number', { hasText: incident.id }).waitFor();
  }
  async function openAtField(page: Page, { id }: Incident): Promise<void> {
    await page.evaluate(`location.hash = '#tasks'`);
    const row = page.locator(`a[data-id="${id}"]`);
    const isListed = await row.waitFor({ timeout: 1_500 }).then(
      () => true,
      () => false,
    );
    if (isListed) await row.click();
    else await page.evaluate(`location.hash = '#tasks/${encodeURIComponent(id)}'`);
  }
  async function openAtSupervision(page: Page, { id }: Incident): Promise<void> {
    const card = page.locator(`#order-${id} button.head`);
    await card.waitFor();
    if ((await card.getAttribute('aria-expanded')) !== 'true') await card.click();
  }

  /** Presses the button of a step, fills in what it asks for, and sends it. */
  async function press(page: Page, screen: Screen, { transition }: Way, form: Form): Promise<void> {
    const button =
      screen === 'supervise'
        ? page.locator('aside').getByRole('button', { name: new RegExp(`^${transition.name.zh}`, 'u') })
        : page.locator(`[data-act="${transition.id}"]`);
    await button.first().click();
    if (screen !== 'supervise' && transition.form.length === 0 && transition.weight !== 'danger') return;
    const sheet = screen === 'field' ? page.locator('form.page') : page.getByRole('dialog');
    const stands = await sheet.waitFor({ timeout: 4_000 }).then(
      () => true,
      () => false,
    );
    // Units that were chosen beside the matter are all that some steps ask for.
    if (!stands) return;
    await fillFields(sheet, transition.form, form);
    await sheet.locator('[type=submit]').click();
  }

  async function pressAtReport(page: Page, { id }: Incident, { reporter }: Transition): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${house.url}/${pack.id}/report#follow=${must(codes.get(id), 'a code')}`);
    await page.locator('[data-state]').waitFor();
    if (reporter === 'withdraw') {
      await page.getByRole('button', { name: '撤回' }).first().click();
      await page.locator('#more').fill('不需要了');
      await page.locator('form:has(#more) [type=submit]').click();
      return;
    }
    await page.locator('label:has([name=score][value="2"])').click();
    if (reporter === 'again') {
      const again = page.locator('[name=again]');
      if ((await again.count()) > 0) await again.check();
    }
    await page.locator('#rating-words').fill('还没有弄好');
    await page.locator('form:has(#rating-words) [type=submit]').click();
  }

  return {
    isSeated: (login: string | null): boolean => [...pages.keys()].some((key) => key.startsWith(`${login} `)),
    async take(way: Way, incident: Incident, form: Form): Promise<string | null> {
      const screen = screenOf(way, incident);
      const one = { procedure: incident.procedure, step: way.transition.id, role: way.role, screen };
      let page: Page | null = null;
      try {
        page = await open(way.login, screen);
        if (screen === 'report') await pressAtReport(page, incident, way.transition);
        else {
          if (screen === 'desk') await openAtDesk(page, incident);
          else if (screen === 'field') await openAtField(page, incident);
          else await openAtSupervision(page, incident);
          await press(page, screen, way, form);
        }
        await isTaken(way, incident);
        clicked.push(one);
        return null;
      } catch (error) {
        const said = page ? await complaintsOf(page) : '';
        pages.delete(`${way.login} ${screen}`);
        await page?.context().close();
        // The first line says what was waited for, the last ones what stood in the way.
        const lines = (error as Error).message.split('\n').map((line) => line.trim());
        const fault = `at ${screen}: ${[lines[0], ...lines.slice(-4)].join(' / ')}; ${said}`;
        clicked.push({ ...one, fault });
        return fault;
      }
    },
    async close() {
      await browser.close();
    },
  };

  /** Waits until the ledger has it. */
  async function isTaken({ transition }: Way, { id, version }: Incident): Promise<void> {
    for (const until = Date.now() + patienceMs; Date.now() < until;) {
      const cookie = await (officer ??= signIn(house, pack.id, 'duty2'));
      const answer = await fetch(`${house.url}/api/${pack.id}/incidents/${id}`, { headers: { cookie } });
      if (answer.status === 401) officer = undefined;
      else {
        const { incident } = (await answer.json()) as { incident: Incident };
        const isThere = transition.to === undefined || incident.node === transition.to;
        if (incident.version > version && isThere) return;
        if (incident.version > version)
          throw new Error(`went to ${incident.node} in place of ${transition.to}`);
      }
      await new Promise((done) => setTimeout(done, 60));
    }
    throw new Error('was pressed, and nothing came into the ledger');
  }
}
/** What the screen says against it. */
async function complaintsOf(page: Page): Promise<string> {
  const texts = (of: Locator): Promise<string[]> => of.allInnerTexts().catch(() => []);
  const alerts = await texts(page.locator('[role=alert], .fault'));
  const acts = await texts(page.locator('[data-act]'));
  const waiting = await texts(page.locator('[data-waits]'));
  return JSON.stringify({ at: page.url().replace(/^.*?\/\/[^/]+/u, ''), alerts, acts, waiting }).slice(
    0,
    700,
  );
}
