import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

/** A course of one sensor: points [at, mean, min, max] oldest first, limits as dashed lines, and stretches that were raised. */
export interface Course {
  points: readonly (readonly [at: number, mean: number, min: number, max: number])[];
  /** Gathered points have a band from least to most. */
  isGathered: boolean;
  from: number;
  to: number;
  limits: readonly { value: number; name: string }[];
  measure: string;
  decimals: number;
  timeOf: (at: number) => string;
}

/** Where no point is for so many times the usual distance, the line is broken: nothing is known of the time between. */
const gapFactor = 6;

/** Draws it; wheel and drag look closer. */
export function courseLine(course: Course): (look: Look) => EChartsCoreOption {
  const rows = withGaps(course.points);
  const { timeOf, decimals, measure } = course;
  return (look) => ({
    textStyle: { fontFamily: look.font, color: look.text2 },
    grid: { left: 8 * look.u, right: 12 * look.u, top: 14 * look.u, bottom: 6 * look.u, containLabel: true },
    xAxis: {
      type: 'time',
      min: course.from,
      max: course.to,
      axisLine: { lineStyle: { color: look.ruleStrong } },
      axisLabel: { color: look.text2, hideOverlap: true, fontSize: 12 * look.u },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: true,
      splitLine: { lineStyle: { color: look.rule } },
      axisLabel: { color: look.text2, fontSize: 12 * look.u },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: look.ground,
      borderColor: look.ruleStrong,
      textStyle: { color: look.text, fontSize: 13 * look.u },
      formatter: (given: unknown) => {
        const first = (given as { value: (number | null)[] }[])[0]?.value ?? [];
        const [at, mean] = first;
        return typeof at === 'number' && typeof mean === 'number'
          ? `${timeOf(at)}&nbsp; <b>${mean.toFixed(decimals)}</b> ${escaped(measure)}`
          : '';
      },
    },
    dataZoom: [{ type: 'inside', filterMode: 'none', throttle: 50 }],
    series: [
      {
        type: 'line',
        data: rows.map(([at, mean]) => [at, mean]),
        showSymbol: course.points.length < 2,
        symbolSize: 5 * look.u,
        lineStyle: { color: look.teal, width: 1.6 * look.u },
        itemStyle: { color: look.teal },
        sampling: 'lttb',
        connectNulls: false,
        markLine: {
          silent: true,
          symbol: 'none',
          data: course.limits.map(({ value, name }) => ({ yAxis: value, name })),
          lineStyle: { color: look.rose, type: 'dashed', width: 1 * look.u },
          label: { color: look.rose, position: 'insideEndTop', formatter: '{b} {c}', fontSize: 12 * look.u },
        },
      },
      ...(course.isGathered ? band(rows, look) : []),
    ],
  });
}

/** Least and most of each gathered point, as an area between two invisible lines. */
function band(rows: readonly Row[], look: Look): object[] {
  const common = { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, silent: true };
  return [
    { ...common, data: rows.map(([at, , min]) => [at, min]), tooltip: { show: false } },
    {
      ...common,
      data: rows.map(([at, , min, max]) => [at, min === null || max === null ? null : max - min]),
      areaStyle: { color: look.teal, opacity: 0.16 },
      tooltip: { show: false },
    },
  ];
}

type Row = readonly [at: number, mean: number | null, min: number | null, max: number | null];

/** The points with a break in every gap. */
export function withGaps(points: Course['points']): Row[] {
  const steps = points.slice(1).map(([at], i) => at - (points[i]?.[0] ?? at));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? Infinity;
  return points.flatMap((point, i): Row[] => {
    const before = points[i - 1];
    return before && point[0] - before[0] > gapFactor * usual
      ? [[before[0] + usual, null, null, null], [...point]]
      : [[...point]];
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
}
