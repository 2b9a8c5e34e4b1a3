import type { IndicatorRow } from '#shared/wire/indicators.ts';
import { formatCount, formatValue } from '../../../format/number.ts';
import { say } from '../../../locales/i18n.ts';
import type { WallReceipt } from '../frame/wall-receipts.ts';

const order = ['2', '1', '0', '-'] as const;

/** The indicators of a domain with their values, what is out of bounds first; its number is how many are. */
export function domainReceipt(
  rows: readonly IndicatorRow[],
  domain: string,
  said: { name: string; label: string; state: (state: IndicatorRow['state']) => string },
): WallReceipt {
  const own = rows
    .filter((row) => row.domain === domain)
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return {
    title: said.name,
    formula: 'wall.indicators.formula',
    window: null,
    parts: [],
    value: formatCount(own.filter(({ state }) => state === '2').length),
    of: said.label,
    lines: own.map(({ id, name, value, decimals, measure, state }) => ({
      key: id,
      title: say(name),
      note: said.state(state),
      incident: null,
      value: `${formatValue(value, decimals)} ${measure}`,
      tone: state === '2' ? 'rose' : 'plain',
    })),
  };
}
