import { createPinia } from 'pinia';
import { createApp } from 'vue';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/ground.css';
import { addressOf, findApp } from './app-address.ts';
import { declareLanguage, i18n } from './locales/i18n.ts';
import AppUnknown from './ui/AppUnknown.vue';
import { leaveKeysToInput } from './ui/composing.ts';

/** Mounts the app that the address names: `/<jurisdiction>/<app>[/<subject>]`. Each app is a chunk of its own. */
async function start(): Promise<void> {
  declareLanguage();
  loadWords();
  leaveKeysToInput(window);
  const address = addressOf(location.pathname);
  const load = address && findApp(address.app);
  const root = load ? (await load()).default : AppUnknown;
  createApp(root, { ...address })
    .use(createPinia())
    .use(i18n)
    .mount('#app');
}

/** Asks for the typeface while the app is on its way: else a browser asks only when it lays the first text out. */
function loadWords(): void {
  for (const text of ['九', 'A1']) void document.fonts.load('15px "Noto Sans SC Variable"', text);
}

void start();
