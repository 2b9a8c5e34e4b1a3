import type { Language } from '#shared/kernel/localized.ts';
import type { Rate } from '#shared/indicator/rate.ts';
import type { Figures, PackDigest } from '#shared/wire/http.ts';
import { hoursOf, spanWords } from '../../format/duration.ts';
import { formatAny, formatChange, formatCount, formatRate, nothing, signed } from '../../format/number.ts';
import type { FigureId } from '#shared/indicator/figure-ids.ts';

/** Says a text of the language in use. */
export type Say = (key: string, params?: Record<string, string | number>) => string;

/** One of the five figures, ready to be drawn. */
export interface FigureCard {
  id: 'reported' | 'onTimeClosing' | 'duration' | 'grassRoots' | 'rework';
  label: string;
  value: string;
  /** `look`: beyond its target. */
  tone: 'plain' | 'look';
  /** 环比, 同比, target or spread: small words under the figure. */
  notes: string[];
  /** What it rests on. */
  of: string;
  series: (number | null)[];
  /** The figure its receipt opens. */
  figure: FigureId;
}
type Targets = PackDigest['policy']['targets'];

/** The five figures of the page. What the past does not hold is shown as a dash, never as nought. */
export function figureCards(figures: Figures, targets: Targets, language: Language, say: Say): FigureCard[] {
  return [
    reported(figures, language, say),
    onTime(figures, targets, language, say),
    duration(figures, language, say),
    grassRoots(figures, targets, language, say),
    rework(figures, targets, language, say),
  ];
}

/** Change of a rate against an earlier one, in percentage points. */
export function pointChange(now: Rate, before: Rate | undefined): string {
  return now.value === null || before === undefined || before.value === null
    ? nothing
    : signed((now.value - before.value) * 100, 1);
}

function reported(
  { reported: count, closed, open, before, yearBefore, trend }: Figures,
  language: Language,
  say: Say,
): FigureCard {
  return {
    id: 'reported',
    label: say('lead.figure.reported'),
    value: formatCount(count, language),
    tone: 'plain',
    notes: [
      before?.reported
        ? say('lead.before', { change: formatChange(count, before.reported) })
        : say('lead.beforeNone'),
      yearBefore?.reported
        ? say('lead.yearBefore', { change: formatChange(count, yearBefore.reported) })
        : say('lead.yearBeforeNone'),
    ],
    of: before?.reported
      ? say('lead.of.reported', { n: formatCount(before.reported, language) })
      : say('lead.of.reportedNow', {
          closed: formatCount(closed, language),
          open: formatCount(open, language),
        }),
    series: trend.map((point) => point.reported),
    figure: 'reported',
  };
}

function onTime(
  { rates, before, yearBefore, trend, carried }: Figures,
  targets: Targets,
  language: Language,
  say: Say,
): FigureCard {
  const { share, of } = formatRate(rates.onTimeClosing, language);
  return {
    id: 'onTimeClosing',
    label: say('lead.figure.onTimeClosing'),
    value: share,
    tone: below(rates.onTimeClosing, targets.onTime),
    notes: [
      ...compared(rates.onTimeClosing, before?.rates.onTimeClosing, yearBefore?.rates.onTimeClosing, say),
      say('lead.target', { target: wholeShare(targets.onTime) }),
    ],
    of: say('lead.of.dueAndCarried', { of, n: formatCount(carried, language) }),
    series: trend.map((point) => point.onTimeClosing.value),
    figure: 'onTimeClosing',
  };
}

function duration({ durations, trend }: Figures, language: Language, say: Say): FigureCard {
  return {
    id: 'duration',
    label: say('lead.figure.duration'),
    value: hoursOf(durations.mean, language),
    tone: 'plain',
    notes: [
      say('lead.median', { span: spanWords(durations.median, language) }),
      say('lead.p90', { span: spanWords(durations.p90, language) }),
    ],
    of: say('lead.of.closed', { n: formatCount(durations.count, language) }),
    series: trend.map((point) => point.meanMs),
    figure: 'closed',
  };
}

function grassRoots(
  { rates, before, yearBefore, trend }: Figures,
  targets: Targets,
  language: Language,
  say: Say,
): FigureCard {
  const { share, of } = formatRate(rates.grassRoots, language);
  return {
    id: 'grassRoots',
    label: say('lead.figure.grassRoots'),
    value: share,
    tone: below(rates.grassRoots, targets.grassRoots),
    notes: [
      ...compared(rates.grassRoots, before?.rates.grassRoots, yearBefore?.rates.grassRoots, say),
      say('lead.target', { target: wholeShare(targets.grassRoots) }),
    ],
    of: say('lead.of.closedShare', { of }),
    series: trend.map((point) => point.grassRoots.value),
    figure: 'grassRoots',
  };
}

function rework(
  { rates, before, yearBefore, trend }: Figures,
  targets: Targets,
  language: Language,
  say: Say,
): FigureCard {
  const { share, of } = formatRate(rates.rework, language);
  const { value } = rates.rework;
  return {
    id: 'rework',
    label: say('lead.figure.rework'),
    value: share,
    tone: value !== null && value > targets.reworkMax ? 'look' : 'plain',
    notes: [
      ...compared(rates.rework, before?.rates.rework, yearBefore?.rates.rework, say),
      say('lead.target', { target: `≤ ${wholeShare(targets.reworkMax)}` }),
    ],
    of: say('lead.of.due', { of }),
    series: trend.map((point) => point.rework.value),
    figure: 'rework',
  };
}

function compared(now: Rate, before: Rate | undefined, yearBefore: Rate | undefined, say: Say): string[] {
  // Nothing is kept from then, or nothing was due then: a dash alone would leave open which it is.
  const word = (key: string, then: Rate | undefined): string =>
    then === undefined || then.value === null
      ? say(`lead.${key}None`)
      : say(`lead.${key}`, { change: pointChange(now, then) });
  return [word('before', before), word('yearBefore', yearBefore)];
}

function below({ value }: Rate, target: number): 'plain' | 'look' {
  return value !== null && value < target ? 'look' : 'plain';
}

/** A target as it was set: 0.95 → `95%`, 0.015 → `1.5%`. */
export function wholeShare(share: number): string {
  return `${formatAny(share * 100, 2)}%`;
}
