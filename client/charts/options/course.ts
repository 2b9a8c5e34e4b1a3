import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

/**
 * The course of a sensor as [instant, value], with the bounds of a quiet day as dotted lines. `look`: it is outside of them now.
 * `axis`: with hours and values beside it, for a chart of its own.
 */
export function course(
  points: readonly (readonly [number, number])[],
  [low, high]: readonly [number, number],
  isAbnormal: boolean,
  axis: ((at: number) => string) | null = null,
): (look: Look) => EChartsCoreOption {
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 1];
  const values = [...points.map(([, value]) => value), low, high];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const air = (most - least || 1) * 0.08;
  return (look) => {
    const tone = isAbnormal ? look.rose : look.teal;
    const label = { color: look.text2, fontFamily: look.font, fontSize: 13 * look.u };
    return {
      grid: axis
        ? { left: 44 * look.u, right: 8 * look.u, top: 8 * look.u, bottom: 24 * look.u }
        : { left: 0, right: 4 * look.u, top: 3 * look.u, bottom: 2 * look.u },
      xAxis: {
        type: 'value',
        min: from,
        max: to,
        show: axis !== null,
        interval: (to - from) / 4 || 1,
        axisLabel: { ...label, formatter: (at: number) => axis?.(at) ?? '' },
        axisLine: { lineStyle: { color: look.rule } },
        splitLine: { show: false },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        min: least - air,
        max: most + air,
        show: axis !== null,
        splitNumber: 3,
        axisLabel: { ...label, showMinLabel: false, showMaxLabel: false },
        splitLine: { lineStyle: { color: look.rule } },
      },
      series: [
        boundLine(low, [from, to], look),
        boundLine(high, [from, to], look),
        {
          type: 'line',
          silent: true,
          showSymbol: false,
          data: points.map((point) => [...point]),
          lineStyle: { color: tone, width: 1.8 * look.u },
          areaStyle: { color: tone, opacity: 0.08, origin: 'start' },
        },
      ],
    };
  };
}

/** A dashed line across the whole span. */
const boundLine = (value: number, span: readonly [number, number], look: Look) => ({
  type: 'line',
  silent: true,
  showSymbol: false,
  data: span.map((at) => [at, value]),
  lineStyle: { color: look.text2, width: look.u, type: [2 * look.u, 3 * look.u] },
});
