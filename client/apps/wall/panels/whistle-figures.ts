import type { Figures } from '#shared/wire/http.ts';
import { formatCount, formatRate } from '../../../format/number.ts';
import { t } from '../../../locales/i18n.ts';
import type { ListQuery } from '../frame/wall-receipts.ts';

/** A figure of what grids called for, with the list that it opens to. */
export interface WhistleFigure {
  id: string;
  value: string;
  note: string;
  count: number;
  query: ListQuery;
}

/** How many were blown, who came and in time, how many stand open. */
export function whistleFigures(
  { opened, open, overdue, specials, procedure }: Figures['families'][number],
  window: Figures['window'] | undefined,
): WhistleFigure[] {
  const windowed: ListQuery = window ? { from: window.from, to: window.to } : {};
  return [
    {
      id: 'blown',
      value: formatCount(opened),
      note: '',
      count: opened,
      query: { figure: 'reported', ...windowed, procedure },
    },
    ...specials.map(({ id, rate, query }) => ({
      id,
      value: formatRate(rate).share,
      note: formatRate(rate).of,
      count: rate.numerator,
      query: { ...query, ...windowed, procedure } as ListQuery,
    })),
    {
      id: 'open',
      value: formatCount(open),
      note: t('wall.whistles.late', { n: overdue }),
      count: open,
      query: { figure: 'open', procedure },
    },
  ];
}
