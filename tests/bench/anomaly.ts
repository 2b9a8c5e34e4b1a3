import path from 'node:path';
import { emptyLearnt, learnOnce } from '../../server/rules/learned.ts';
import { nabScore, type NabScore, type NabSeries } from './nab-score.ts';
import { readSeries, type LabelledSeries } from './nab-series.ts';
import type { BenchResult } from './result.ts';
import published from './nab/published.json' with { type: 'json' };
import { windowedGaussian } from './windowed-gaussian.ts';

/**
 * What the learned rule makes of labelled series, by NAB's standard profile, beside a windowed Gaussian. A third of the series, chosen by
 * hash, was not looked at while its constants were chosen. A folder may be named: `npm run bench -- anomaly FOLDER`.
 */
export function run(): Promise<BenchResult> {
  const series = readSeries(process.argv[3] ?? path.join(import.meta.dirname, 'nab'));
  let readings = 0;
  const began = performance.now();
  const ours = series.map((one) => {
    readings += one.value.length;
    return said(one, learned(one));
  });
  const microseconds = ((performance.now() - began) * 1000) / readings;
  const simple = series.map((one) => said(one, windowedGaussian(one.value)));
  const isHeldOut = (one: NabSeries): boolean =>
    series.find(({ name }) => name === one.name)?.isHeldOut ?? false;
  const all = nabScore(ours);
  const gaussian = nabScore(simple);
  const part = (list: readonly NabSeries[], held: boolean): NabScore =>
    nabScore(list.filter((one) => isHeldOut(one) === held));
  return Promise.resolve({
    name: 'anomaly',
    ours: round(all.score),
    limit: round(gaussian.score),
    ratio: all.score / gaussian.score,
    unit: 'NAB score, standard profile',
    n: readings,
    detail: {
      series: series.length,
      all: told(all),
      gaussian: told(gaussian),
      heldOut: told(part(ours, true)),
      heldOutGaussian: told(part(simple, true)),
      lookedAt: told(part(ours, false)),
      lookedAtGaussian: told(part(simple, false)),
      // By one threshold for both parts, as in service.
      heldOutAtTheSameThreshold: round(nabScore(ours.filter(isHeldOut), all.threshold).score),
      microsecondsAReading: Math.round(microseconds * 100) / 100,
      // What others made of the same series, by their authors' own account; null where not all were published.
      publishedOnAll: publishedOn(series),
      publishedOnHeldOut: publishedOn(series.filter((one) => one.isHeldOut)),
      goal: '> 70 on the part held out',
    },
  });
}

/**
 * NAB scores of published detectors over a part of the series, from their points by series: 0 is what silence gives, 100 each window found at its
 * begin. Each of them knows the least and the greatest value of a series beforehand, and its threshold was chosen on all 58.
 */
function publishedOn(series: readonly LabelledSeries[]): Record<string, number> | null {
  const points = series.map(({ name }) =>
    new Map<string, number[]>(Object.entries(published.scores)).get(name),
  );
  if (points.includes(undefined)) return null;
  const windows = series.reduce((sum, one) => sum + one.windows.length, 0);
  return Object.fromEntries(
    published.detectors.map((name, i) => {
      const sum = points.reduce((all, one) => all + (one?.[i] ?? 0), 0);
      return [name, round((100 * (sum + windows)) / (2 * windows))];
    }),
  );
}

function learned({ at, value }: LabelledSeries): Float64Array {
  const state = emptyLearnt();
  return value.map((one, i) => learnOnce(state, at[i] ?? 0, one, 0));
}

const said = ({ name, windows }: LabelledSeries, scores: Float64Array): NabSeries => ({
  name,
  windows,
  scores,
});
const round = (value: number): number => Math.round(value * 10) / 10;
const told = ({ score, threshold, found, windows, falsePoints }: NabScore): Record<string, number> => ({
  score: round(score),
  threshold,
  found,
  windows,
  falsePoints,
});
