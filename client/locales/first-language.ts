import { languages, type Language } from '#shared/kernel/localized.ts';

/** Where a page was opened, and what the browser says of its user. */
export interface Opening {
  search: string;
  pathname: string;
  /** What was chosen on this device before. */
  kept: string | null;
  /** What the screens of the county open in where nobody chose. */
  first: string | null;
  /** Of the browser, the most wanted first. */
  wanted: readonly string[];
}

/**
 * The language that a page opens in: asked for in the address, else chosen on this device before, else the first one of its
 * county, else Chinese. Where a house is set up (`/-/…`) no county says which comes first: there it is what the browser asks for.
 */
export function firstLanguage({ search, pathname, kept, first, wanted }: Opening): Language {
  const asked = new URLSearchParams(search).get('lang') ?? kept;
  const isKnown = (tag: string | null): Language[] => languages.filter((one) => one === tag);
  const [chosen] = [...isKnown(asked), ...isKnown(first)];
  if (chosen !== undefined) return chosen;
  const ofBrowser = wanted.flatMap(
    (tag) => languages.find((one) => one === tag.toLowerCase().split('-')[0]) ?? [],
  );
  return (pathname.includes('/-/') ? ofBrowser[0] : undefined) ?? 'zh';
}
