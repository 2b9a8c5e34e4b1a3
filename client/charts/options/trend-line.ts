import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

/** A small trend without axes, as under a figure. Missing points leave a gap; `rose` marks one that went beyond its target. */
export function trendLine(
  values: readonly (number | null)[],
  rose = false,
): (look: Look) => EChartsCoreOption {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const room = (high - low || Math.abs(high) || 1) * 0.25;
  return (look) => ({
    grid: { left: 1, right: 1, top: 2, bottom: 1 },
    xAxis: { type: 'category', show: false, boundaryGap: false, data: values.map((_, i) => i) },
    yAxis: { type: 'value', show: false, min: low - room, max: high + room },
    series: [
      {
        type: 'line',
        silent: true,
        showSymbol: known.length === 1,
        data: [...values],
        lineStyle: { color: rose ? look.rose : look.teal, width: 1.5 * look.u },
        itemStyle: { color: rose ? look.rose : look.teal },
        areaStyle: { color: rose ? look.rose : look.teal, opacity: 0.09 },
      },
    ],
  });
}
