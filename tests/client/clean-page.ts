import { setActivePinia } from 'pinia';
import { vi } from 'vitest';
import { i18n, loadOffices } from '../../client/locales/i18n.ts';

// Run before each file. Files share the modules of their worker, and nothing else: what one left behind would be an answer to another.
vi.useRealTimers();
vi.unstubAllGlobals();
setActivePinia(undefined);
if (typeof document !== 'undefined') {
  document.body.replaceChildren();
  for (const name of Object.keys(document.documentElement.dataset))
    delete document.documentElement.dataset[name];
  for (const kept of [localStorage, sessionStorage]) kept.clear();
  history.replaceState(null, '', '/');
}
i18n.global.locale.value = 'zh';
// Components are drawn without the start that reads the words of their pages.
await loadOffices();
