import { createI18n } from 'vue-i18n';
import type { Language, Localized } from '#shared/kernel/localized.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

const kept = 'jiuhuan.language';

function firstLanguage(): Language {
  const asked =
    new URLSearchParams(globalThis.location?.search ?? '').get('lang') ??
    globalThis.localStorage?.getItem(kept);
  return asked === 'en' ? 'en' : 'zh';
}

/** The words of the screens. Chinese first; `?lang=en` or `setLanguage` change it. */
export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'zh',
  messages: { zh, en },
});

/** Tells the page its language: hyphenation, speech and the styles follow it. */
export function declareLanguage(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
}

/** The language of the screen; reactive. */
export function language(): Language {
  return i18n.global.locale.value;
}

/** Changes the language and remembers it on this device. */
export function setLanguage(next: Language): void {
  i18n.global.locale.value = next;
  localStorage.setItem(kept, next);
  declareLanguage();
}

/** The text of a name that comes with the pack. Reactive. */
export function say(text: Localized): string {
  return text[language()];
}
