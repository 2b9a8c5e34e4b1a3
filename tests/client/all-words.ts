import { loadOffices } from '../../client/locales/i18n.ts';

// Components are drawn without the start that reads the words of their pages.
await loadOffices();
