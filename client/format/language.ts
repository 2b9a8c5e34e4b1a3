import type { Language } from '#shared/kernel/localized.ts';

let spoken: () => Language = () => 'zh';

/** Numbers, instants and spans are written in this language unless another is asked for: that of the screen, told by `locales/i18n.ts`. */
export function writeIn(language: () => Language): void {
  spoken = language;
}

export function written(): Language {
  return spoken();
}
