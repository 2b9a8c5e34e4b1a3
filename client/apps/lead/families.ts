import type { FamilyFigures } from '#shared/wire/figures.ts';
import type { Rate } from '#shared/indicator/rate.ts';
import type { FigureId } from '#shared/indicator/figure-ids.ts';
import { rateOf } from '#shared/indicator/rates.ts';
import type { ListQuery, Receipt } from './receipt.ts';

/** Numbers of a procedure, each with the list behind it. */
export const familyNumbers = ['opened', 'due', 'missed', 'carried', 'closed', 'open', 'overdue'] as const;
export type FamilyNumber = (typeof familyNumbers)[number];

const lists: Record<FamilyNumber, { figure: FigureId; part: 'numerator' | 'denominator' }> = {
  opened: { figure: 'reported', part: 'numerator' },
  due: { figure: 'closing', part: 'denominator' },
  missed: { figure: 'missed', part: 'numerator' },
  carried: { figure: 'carried', part: 'numerator' },
  closed: { figure: 'closed', part: 'numerator' },
  open: { figure: 'open', part: 'numerator' },
  overdue: { figure: 'overdue', part: 'numerator' },
};

/** On time of what was due. */
export function onTimeOf({ onTime, due }: Pick<FamilyFigures, 'onTime' | 'due'>): Rate {
  return rateOf(onTime, due);
}

interface Span {
  from: number;
  to: number;
}
const within = (row: FamilyFigures, { from, to }: Span): ListQuery => ({
  procedure: row.procedure,
  from,
  to,
});

export function numberReceipt(row: FamilyFigures, of: FamilyNumber, title: string, window: Span): Receipt {
  const { figure, part } = lists[of];
  const query = { ...within(row, window), figure, part };
  return { title, figure, window, rate: null, parts: [{ part, count: row[of], query }] };
}

export function rateReceipt(row: FamilyFigures, title: string, window: Span): Receipt {
  const figure = 'onTimeClosing';
  const query = (part: string): ListQuery => ({ ...within(row, window), figure, part });
  return {
    title,
    figure,
    window,
    rate: onTimeOf(row),
    parts: [
      { part: 'missed', count: row.missed, query: { ...within(row, window), figure: 'missed' } },
      { part: 'numerator', count: row.onTime, query: query('numerator') },
      { part: 'denominator', count: row.due, query: query('denominator') },
    ],
  };
}

/** A special figure of the family: promises of approvals, mediations solved, whistles answered. */
export function specialReceipt(
  row: FamilyFigures,
  special: FamilyFigures['specials'][number],
  title: string,
  window: Span,
): Receipt {
  const query = (part: string): ListQuery => ({ ...within(row, window), ...special.query, part });
  return {
    title,
    figure: figureOf(special.query),
    window,
    rate: special.rate,
    parts: [
      { part: 'numerator', count: special.rate.numerator, query: query('numerator') },
      { part: 'denominator', count: special.rate.denominator, query: query('denominator') },
    ],
  };
}

/** A stage of the procedure: of what was due and had its clock, whose clock was kept. */
export function stageReceipt(
  row: FamilyFigures,
  { clock, rate }: FamilyFigures['stages'][number],
  title: string,
  window: Span,
): Receipt {
  return specialReceipt(row, { id: clock, rate, query: { figure: 'stage', clock } }, title, window);
}

function figureOf({ figure }: Record<string, string>): FigureId | null {
  return (['stage', 'outcome', 'promise'] as const).find((one) => one === figure) ?? null;
}

/** Whether anything was asked of a procedure in the window, or is open in it. */
export function isIdle({ opened, closed, due, carried, open }: FamilyFigures): boolean {
  return opened + closed + due + carried + open === 0;
}
