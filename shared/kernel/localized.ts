import { z } from 'zod';

const tag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/u;

/** A text of a pack by language. Other languages of the county may stand beside these two: read them by `textIn`. */
export interface Localized {
  zh: string;
  en: string;
}

/** As it is written: by BCP 47, Chinese and English always there. */
export const localized: z.ZodType<Localized> = z
  .object({ zh: z.string().min(1), en: z.string().min(1) })
  .catchall(z.string().min(1))
  .refine(
    (text) => Object.keys(text).every((one) => tag.test(one)),
    'languages are named as by BCP 47: zh, en, bo, ug-CN',
  );

/** Languages of the screens. One more is one more here and a row below, and its folder in `client/locales`. */
export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];
/** How browsers write numbers and instants in it, by BCP 47. */
export const formatsOf: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };
/** How numbers can be written where a county says so: what parts thousands and what stands before decimals. */
export const numberStyles = [
  'comma-point',
  'point-comma',
  'space-comma',
  'apostrophe-point',
  'indian',
] as const;
export type NumberStyle = (typeof numberStyles)[number];
export const formatsOfStyle: Readonly<Record<NumberStyle, string>> = {
  'comma-point': 'en-GB',
  'point-comma': 'de-DE',
  'space-comma': 'fr-FR',
  'apostrophe-point': 'de-CH',
  indian: 'en-IN',
};
/** The units of a span in it, as they stand behind their numbers. */
export const unitsOf: Readonly<Record<Language, Readonly<Record<SpanUnit, string>>>> = {
  zh: { day: '日', hour: '时', minute: '分', second: '秒' },
  en: { day: 'd', hour: 'h', minute: 'min', second: 's' },
};
type SpanUnit = 'day' | 'hour' | 'minute' | 'second';

/** A text in a language. What a pack does not say in it is told in English, as integrators read it. */
export function textIn(text: Localized, language: string): string;
export function textIn(text: Localized | undefined, language: string): string | undefined;
export function textIn(text: Localized | undefined, language: string): string | undefined {
  if (!text) return undefined;
  const told: Readonly<Record<string, string>> = { ...text };
  return Object.hasOwn(told, language) ? (told[language] ?? text.en) : text.en;
}

/** The language of facts, titles and rows. */
export const recordLanguage = 'zh' satisfies Language;
type Recorded = Pick<Localized, typeof recordLanguage>;

/**
 * A text as the record keeps it. Facts, titles and rows carry one language, so that they say the same to everybody for ever; it is
 * also what things are grouped by. Screens ask for `textIn` where they hold the whole text.
 */
export function inRecord(text: Recorded): string;
export function inRecord(text: Recorded | undefined): string | undefined;
export function inRecord(text: Recorded | undefined): string | undefined {
  return text?.[recordLanguage];
}

/** A text in all languages that it has: what a search looks through. */
export function inEvery(text: Localized): string {
  return Object.values(text).join(' ');
}
