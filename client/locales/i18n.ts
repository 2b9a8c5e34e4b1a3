import { createI18n } from 'vue-i18n';
import { languages, textIn, type Language, type Localized } from '#shared/kernel/localized.ts';
import { zh } from './zh.ts';

const kept = 'jiuhuan.language';

function firstLanguage(): Language {
  const asked =
    new URLSearchParams(globalThis.location?.search ?? '').get('lang') ??
    globalThis.localStorage?.getItem(kept);
  return languages.find((one) => one === asked) ?? 'zh';
}

/** The words of the screens. Chinese first; `?lang=en` or `setLanguage` change it. English is read when it is wanted. */
export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'zh',
  messages: { zh, en: {} as typeof zh },
});

/** Tells the page its language: hyphenation, speech and the styles follow it. */
export function declareLanguage(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
}

/** The language of the screen; reactive. */
export function language(): Language {
  return i18n.global.locale.value;
}

/** Reads the words of a language, once; until then its texts are Chinese. */
export async function loadLanguage(wanted: Language): Promise<void> {
  if (wanted === 'en') i18n.global.setLocaleMessage('en', (await import('./en.ts')).en);
}

/** Changes the language and remembers it on this device. */
export async function setLanguage(next: Language): Promise<void> {
  await loadLanguage(next);
  i18n.global.locale.value = next;
  localStorage.setItem(kept, next);
  declareLanguage();
}

/** The text of a name that comes with the pack. Reactive. */
export function say(text: Localized): string {
  return textIn(text, language());
}
