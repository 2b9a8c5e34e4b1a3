import { createPinia } from 'pinia';
import { createApp } from 'vue';
import './styles/tokens.css';
import './styles/ground.css';
import './styles/controls.css';
import './styles/kit/type.css';
import './styles/kit/layout.css';
import './styles/kit/space.css';
import './styles/kit/edge.css';
import { addressOf, findApp } from './app-address.ts';
import { declareLanguage, i18n, language, loadLanguage, loadOffices } from './locales/i18n.ts';
import AppUnknown from './AppUnknown.vue';
import { showTimeOf } from './format/instant.ts';
import { drawsChinese } from './styles/system-font.ts';
import { leaveKeysToInput } from './ui/composing.ts';

/** Mounts the app that the address names: `/<jurisdiction>/<app>[/<subject>]`. Each app is a chunk of its own. */
async function start(): Promise<void> {
  declareLanguage();
  showTimeOfPage();
  leaveKeysToInput(window);
  const address = addressOf(location.pathname);
  const load = address && findApp(address.app);
  const typeface = chooseTypeface(address?.app);
  const words = phoneApps.includes(address?.app ?? '') ? loadLanguage(language()) : loadOffices();
  const root = load ? (await load()).default : AppUnknown;
  await Promise.all([typeface, words]);
  createApp(root, { ...address })
    .use(createPinia())
    .use(i18n)
    .mount('#app');
}

/** The clock of the county, as the server wrote it into its page: what is shown before anybody has signed in goes by it too. */
function showTimeOfPage(): void {
  const zone = document.querySelector('meta[name=time-zone]')?.getAttribute('content');
  if (zone) showTimeOf(zone);
}

/** Pages of phones, whose typeface is not fetched over a thin line when the phone has one. */
const phoneApps = ['field', 'report'];

/** The shipped typeface, on every screen that is ours and on phones that draw no Chinese by themselves. */
async function chooseTypeface(app: string | undefined): Promise<void> {
  if (phoneApps.includes(app ?? '') && drawsChinese()) {
    document.documentElement.dataset['font'] = 'system';
    return;
  }
  // A page in another typeface is better than none.
  const isHere = await import('./styles/fonts.css').then(
    () => true,
    () => false,
  );
  if (isHere) loadWords();
}

/** Asks for the typeface while the app is on its way: else a browser asks only when it lays the first text out. */
function loadWords(): void {
  for (const text of ['九', 'A1']) void document.fonts.load('15px "Noto Sans SC Variable"', text);
}

void start();
