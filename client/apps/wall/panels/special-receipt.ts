import type { FamilyFigures } from '#shared/wire/http.ts';
import type { ListQuery, WallReceipt } from '../frame/wall-receipts.ts';

/** A figure of one family with the two lists behind it: what was kept, and all that was to be. */
export function specialReceipt(
  { procedure }: Pick<FamilyFigures, 'procedure'>,
  { rate, query }: Pick<FamilyFigures['specials'][number], 'rate' | 'query'>,
  said: { title: string; value: string; of: string },
  window: { from: number; to: number },
): WallReceipt {
  const list = (part: string): ListQuery => ({ procedure, from: window.from, to: window.to, ...query, part });
  return {
    ...said,
    window,
    formula: `lead.formula.${query['figure'] ?? 'stage'}`,
    parts: [
      { part: 'numerator', count: rate.numerator, query: list('numerator') },
      { part: 'denominator', count: rate.denominator, query: list('denominator') },
    ],
  };
}
