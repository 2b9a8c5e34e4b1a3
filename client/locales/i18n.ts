import { createI18n } from 'vue-i18n';
import { formatsOf, textIn, type Language, type Localized } from '#shared/kernel/localized.ts';
import { withoutBase } from '../base-path.ts';
import { writeIn } from '../format/language.ts';
import { firstLanguage, type Opening } from './first-language.ts';
import type { zh } from './zh.ts';
import { everywhereZh } from './zh-everywhere.ts';

const kept = 'jiuhuan.language';

/**
 * What the county of the page opens in, as the server wrote it into the page. A phone opens its page without a line, and then it is the one
 * for all counties: what was told last is remembered.
 */
function firstOfCounty(): string | null {
  const [county = ''] = withoutBase(globalThis.location?.pathname ?? '')
    .split('/')
    .filter(Boolean);
  const name = `jiuhuan.first-language.${county}`;
  const told = globalThis.document?.querySelector?.('meta[name=first-language]')?.getAttribute('content');
  if (told) globalThis.localStorage?.setItem(name, told);
  return told ?? globalThis.localStorage?.getItem(name) ?? null;
}

const opening = (): Opening => ({
  search: globalThis.location?.search ?? '',
  pathname: globalThis.location?.pathname ?? '',
  kept: globalThis.localStorage?.getItem(kept) ?? null,
  first: firstOfCounty(),
  wanted: globalThis.navigator?.languages ?? [],
});

/** The words of the screens. Chinese first; `?lang=en` or `setLanguage` change it. English is read when it is wanted. */
export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(opening()),
  fallbackLocale: 'zh',
  // What the offices say besides comes by `loadOffices`, before the first of their pages is drawn.
  messages: { zh: everywhereZh, en: {} } as Record<Language, typeof zh>,
});

/** The words of the screen by their key. Reactive. */
export const { t } = i18n.global;

/** The words by their key where there are any, else what is given: of names that come from packs, the record, or a newer server. Reactive. */
export function wordOr(key: string, otherwise: string, values: Record<string, string | number> = {}): string {
  return i18n.global.te(key, 'zh') ? t(key, values) : otherwise;
}

/** Tells the page its language: hyphenation, speech and the styles follow it. */
export function declareLanguage(): void {
  document.documentElement.lang = language() === 'zh' ? formatsOf.zh : language();
}

/** The language of the screen; reactive. */
export function language(): Language {
  return i18n.global.locale.value;
}
writeIn(language);

let isOffice = false;

/** Reads what pages say that are not for phones; all but those of phones wait for it. */
export async function loadOffices(): Promise<void> {
  isOffice = true;
  const [{ officesZh }] = await Promise.all([import('./zh-offices.ts'), loadLanguage(language())]);
  i18n.global.mergeLocaleMessage('zh', officesZh);
}

/** The lists of each further language: what every page says, and what pages of offices say besides. */
const readBy: Readonly<
  Record<Exclude<Language, 'zh'>, Record<'everywhere' | 'offices', () => Promise<object>>>
> = {
  en: {
    everywhere: () => import('./en-everywhere.ts').then(({ everywhereEn }) => everywhereEn),
    offices: () => import('./en-offices.ts').then(({ officesEn }) => officesEn),
  },
};

/** Reads the words of a language, once; until then its texts are Chinese. */
export async function loadLanguage(wanted: Language): Promise<void> {
  if (wanted === 'zh') return;
  const parts = readBy[wanted];
  const [everywhere, offices] = await Promise.all([parts.everywhere(), isOffice ? parts.offices() : null]);
  i18n.global.mergeLocaleMessage(wanted, { ...everywhere, ...offices });
}

/** Changes the language and remembers it on this device. */
export async function setLanguage(next: Language): Promise<void> {
  // Kept before its words are here: whoever goes on to another page at once has chosen all the same.
  localStorage.setItem(kept, next);
  await loadLanguage(next);
  i18n.global.locale.value = next;
  declareLanguage();
}

/** The text of a name that comes with the pack. Reactive. */
export function say(text: Localized): string {
  return textIn(text, language());
}
