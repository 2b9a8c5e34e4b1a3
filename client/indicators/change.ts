import type { IndicatorRow } from '#shared/wire/indicators.ts';
import { formatChange, nothing, signed } from '../format/number.ts';

/** How a figure stands to an earlier one: of shares in points of a hundred, of all others in per cent. */
export function changeOf(
  { value, measure, decimals, better }: Pick<IndicatorRow, 'value' | 'measure' | 'decimals' | 'better'>,
  before: number | null,
): { text: string; tone: 'good' | 'bad' | 'plain' } {
  if (value === null || before === null) return { text: nothing, tone: 'plain' };
  const by = value - before;
  const text = measure === '%' ? `${signed(by, Math.max(1, decimals))} pp` : formatChange(value, before);
  const shown = text === nothing ? signed(by, decimals) : text;
  if (by === 0 || better === 'none' || better === 'within') return { text: shown, tone: 'plain' };
  return { text: shown, tone: (better === 'more') === by > 0 ? 'good' : 'bad' };
}
