import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

export interface IndicatorLine {
  points: readonly { at: number; value: number; low: number; high: number }[];
  /** Another course to be held against it, drawn thin behind. */
  beside?: IndicatorLine['points'];
  from: number;
  to: number;
  /** The longest a point lasts: a longer gap is a gap. */
  stepMs: number;
  low: number | null;
  high: number | null;
  decimals: number;
  /** How an instant is written on the axis and in the tip. */
  at: (at: number) => string;
  value: (value: number) => string;
}

/** The course of an indicator, with the span between lowest and highest of each point, and its bounds as thin lines. */
export function indicatorLine(line: IndicatorLine): (look: Look) => EChartsCoreOption {
  const rows = withGaps(line);
  const beside = line.beside && withGaps({ ...line, points: line.beside });
  return (look) => ({
    textStyle: { fontFamily: look.font },
    grid: { left: 4, right: 14, top: 14 * look.u, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      backgroundColor: look.land,
      borderColor: look.ruleStrong,
      textStyle: { color: look.text, fontSize: 13 * look.u },
      formatter: (shown: unknown) => tipOf(shown, line),
    },
    xAxis: {
      type: 'time',
      min: line.from,
      max: line.to,
      axisLine: { lineStyle: { color: look.rule } },
      axisTick: { show: false },
      axisLabel: { color: look.text2, fontSize: 12 * look.u, hideOverlap: true, formatter: line.at },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: true,
      // Whole things have no halves, nor the same number beside two lines.
      ...(line.decimals === 0 && { minInterval: 1 }),
      axisLabel: { color: look.text2, fontSize: 12 * look.u, formatter: line.value },
      splitLine: { lineStyle: { color: look.rule } },
    },
    series: [
      {
        type: 'line',
        data: rows,
        showSymbol: line.points.length < 40,
        symbolSize: 4 * look.u,
        lineStyle: { color: look.teal, width: 2 * look.u },
        itemStyle: { color: look.teal },
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: look.rose, type: 'dashed', width: 1 },
          label: { color: look.rose, position: 'insideEndTop', fontSize: 12 * look.u, formatter: '{c}' },
          data: [line.low, line.high].flatMap((edge) => (edge === null ? [] : [{ yAxis: edge }])),
        },
      },
      ...(beside ? [besideLine(beside, look)] : []),
    ],
  });
}

const besideLine = (data: [number, number | null][], look: Look) => ({
  type: 'line' as const,
  data,
  showSymbol: false,
  lineStyle: { color: look.text2, width: look.u, type: 'dotted' as const },
  itemStyle: { color: look.text2 },
});

/** Where nothing was kept the line ends, and begins again behind it. */
function withGaps({ points, stepMs }: IndicatorLine): [number, number | null][] {
  const rows: [number, number | null][] = [];
  let before: number | null = null;
  for (const { at, value } of points) {
    if (before !== null && at - before > 2.5 * stepMs) rows.push([before + stepMs, null]);
    rows.push([at, value]);
    before = at;
  }
  return rows;
}

function tipOf(shown: unknown, { at, value }: IndicatorLine): string {
  const [first] = Array.isArray(shown) ? (shown as { value?: [number, number | null] }[]) : [];
  const [instant, of] = first?.value ?? [];
  return instant === undefined || of === null || of === undefined ? '' : `${at(instant)}　${value(of)}`;
}
