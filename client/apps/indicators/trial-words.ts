import type { IndicatorDetail } from '#shared/wire/indicators.ts';
import { formulaWords, type FormulaWords } from '../../indicators/formula-words.ts';
import { say } from '../../locales/i18n.ts';

/** A formula that is tried in words, by the names of the indicator's own parts first. */
export const trialWords = (formula: string, names: IndicatorDetail['names'], words: FormulaWords): string =>
  formulaWords(formula, {
    t: words.t,
    name: (kind, id) => (names[id] ? say(names[id]) : words.name(kind, id)),
  });
