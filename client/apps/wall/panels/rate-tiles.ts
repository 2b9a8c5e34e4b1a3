import type { RateId } from '#shared/indicator/figure-ids.ts';
import type { Figures, PackDigest } from '#shared/wire/http.ts';
import { hoursOf, spanWords } from '../../../format/duration.ts';
import { formatCount, formatRate, formatShare, signed } from '../../../format/number.ts';
import { t } from '../../../locales/i18n.ts';
import { listReceipt, rateReceipt, type WallReceipt } from '../frame/wall-receipts.ts';

/** One of the five figures, each beside its target. */
export interface RateTile {
  id: string;
  value: string;
  unit: string;
  label: string;
  of: string;
  look: boolean;
  receipt: WallReceipt;
  /** The running month, where the figure is of the one before it. */
  beside: { text: string; receipt: WallReceipt } | null;
}

/** What is told: the figures, what their month is called, and the running month where that is another. */
export interface Told {
  now: Figures;
  name: string;
  running: Figures | null;
}

export function rateTiles(told: Told, targets: PackDigest['policy']['targets']): RateTile[] {
  const [below, above] = [(a: number, b: number) => a < b, (a: number, b: number) => a > b];
  return [
    rateTile(told, 'onTimeClosing', targets.onTime, below),
    durationTile(told),
    rateTile(told, 'grassRoots', targets.grassRoots, below),
    rateTile(told, 'rework', targets.reworkMax, above),
    rateTile(told, 'satisfaction', null, below),
  ];
}

const soFar = (value: string): string => t('wall.rates.running', { value });
/** What a figure rests on, behind the name of its month where that is not the running one. */
const named = ({ name, running }: Told, of: string): string => (running ? `${name} · ${of}` : of);

function rateTile(
  told: Told,
  id: RateId,
  target: number | null,
  isWorse: (value: number, target: number) => boolean,
): RateTile {
  const { now, running } = told;
  const rate = now.rates[id];
  const { share, of } = formatRate(rate);
  const label = t(id === 'satisfaction' ? 'wall.rates.satisfaction' : `lead.figure.${id}`);
  return {
    id,
    value: share.replace('%', ''),
    unit: rate.value === null ? '' : '%',
    label: `${label}${target === null ? '' : ` ${t('lead.target', { target: formatShare(target, isWhole(target) ? 0 : 1) })}`}`,
    of: rate.denominator === 0 ? t('ui.noData') : named(told, `${of}${running ? '' : changeOf(now, id)}`),
    look: rate.value !== null && target !== null && isWorse(rate.value, target),
    receipt: rateReceipt(id, { title: label, value: share, of }, rate, now),
    beside: running && rateBeside(running, id, label),
  };
}
const isWhole = (target: number): boolean => (target * 100) % 1 === 0;

function rateBeside(running: Figures, id: RateId, label: string): RateTile['beside'] {
  const rate = running.rates[id];
  if (rate.denominator === 0) return null;
  const { share, of } = formatRate(rate);
  return { text: soFar(of), receipt: rateReceipt(id, { title: label, value: share, of }, rate, running) };
}

/** Against the month before, in percentage points. */
function changeOf({ rates, before }: Figures, id: RateId): string {
  const [value, then] = [rates[id].value, before?.rates[id].value ?? null];
  return value === null || then === null
    ? ''
    : ` · ${t('lead.before', { change: signed((value - then) * 100, 1) })}`;
}

/** What was closed, and in how long. */
function durationTile(told: Told): RateTile {
  const { now, running } = told;
  const [value = '—', unit = ''] = hoursOf(now.durations.median).split(' ');
  return {
    id: 'duration',
    value,
    unit,
    look: false,
    label: `${t('wall.rates.median')} · ${t('lead.p90', { span: spanWords(now.durations.p90) })}`,
    of: named(told, closedWords(now)),
    receipt: closedReceipt(now),
    beside: running && { text: soFar(closedWords(running)), receipt: closedReceipt(running) },
  };
}
const closedWords = ({ durations }: Figures): string =>
  t('lead.of.closed', { n: formatCount(durations.count) });
function closedReceipt({ durations, window, counts }: Figures): WallReceipt {
  const value = hoursOf(durations.median);
  const said = { title: t('wall.rates.median'), value, formula: 'lead.formula.closed' };
  const query = { figure: 'closed', from: window.from, to: window.to, family: counts.family };
  return listReceipt(said, durations.count, query, window);
}
