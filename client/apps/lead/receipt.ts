import type { FigureId } from '#shared/indicator/figure-ids.ts';
import { rateIds } from '#shared/indicator/figure-ids.ts';
import type { Rate } from '#shared/indicator/rate.ts';
import type { Figures } from '#shared/wire/http.ts';

export type ListQuery = Record<string, string | number>;

/** What a figure opens to: what it means, what it rests on, and the incidents behind it. */
export interface Receipt {
  title: string;
  /** Key of the formula's words; missing for a plain list. */
  figure: FigureId | null;
  window: { from: number; to: number };
  parts: { part: 'missed' | 'numerator' | 'denominator'; count: number | null; query: ListQuery }[];
  /** The rate, when the figure is one. */
  rate: Rate | null;
}

/** The receipt of a figure of the page. `unit` narrows it to a row of the league. */
export function figureReceipt(
  figure: FigureId,
  title: string,
  figures: Figures,
  narrow: { unit?: string; grid?: string } = {},
  rate = rateOf(figure, figures),
): Receipt {
  const { window } = figures;
  const query = (part: 'numerator' | 'denominator'): ListQuery => ({
    figure,
    part,
    from: window.from,
    to: window.to,
    family: figures.counts.family,
    ...(figures.counts.procedure !== null && { procedure: figures.counts.procedure }),
    ...narrow,
  });
  const count = {
    numerator: rate?.numerator ?? countOf(figure, figures),
    denominator: rate?.denominator ?? null,
  };
  const parts = rate ? (['numerator', 'denominator'] as const) : (['numerator'] as const);
  // Those that spoilt the rate come first: they are what somebody asks for.
  const missed =
    figure === 'onTimeClosing' && rate
      ? [
          {
            part: 'missed' as const,
            count: rate.denominator - rate.numerator,
            query: { ...query('numerator'), figure: 'missed' },
          },
        ]
      : [];
  return {
    title,
    figure,
    window,
    rate,
    parts: [...missed, ...parts.map((part) => ({ part, count: count[part], query: query(part) }))],
  };
}

function rateOf(figure: FigureId, figures: Figures): Rate | null {
  const id = rateIds.find((one) => one === figure);
  return id ? figures.rates[id] : null;
}

function countOf(figure: FigureId, figures: Figures): number | null {
  if (figure === 'reported') return figures.reported;
  if (figure === 'closed') return figures.durations.count;
  if (figure === 'carried' || figure === 'open' || figure === 'overdue') return figures[figure];
  return figures.flow.find((step) => `flow-${step.node}` === figure)?.reached ?? null;
}

/** A list that is no figure: open incidents of a grid, or what a decision is about. */
export function listReceipt(
  title: string,
  query: ListQuery,
  window: { from: number; to: number },
  count: number | null,
): Receipt {
  return { title, figure: null, window, rate: null, parts: [{ part: 'numerator', count, query }] };
}
