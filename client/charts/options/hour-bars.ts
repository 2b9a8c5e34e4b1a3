import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

/**
 * Reports by hour of today: the present hour bright, the hours to come as a track; behind them the hours of yesterday and of the
 * same day a week ago as lines, where they are known. `hour` is the local hour now.
 */
export function hourBars(
  hours: readonly number[],
  hour: number,
  yesterday: readonly number[] | null = null,
  lastWeek: readonly number[] | null = null,
): (look: Look) => EChartsCoreOption {
  const most = Math.max(1, ...hours, ...(yesterday ?? []), ...(lastWeek ?? []));
  const line = (data: readonly number[] | null, color: string, width: number) =>
    data === null
      ? []
      : [
          {
            type: 'line',
            data,
            silent: true,
            showSymbol: false,
            smooth: 0.35,
            lineStyle: { color, width },
            itemStyle: { color },
          },
        ];
  return (look) => ({
    textStyle: { fontFamily: look.font },
    grid: { left: 0, right: 0, top: 2 * look.u, bottom: 0 },
    xAxis: { type: 'category', show: false, data: hours.map((_, i) => i) },
    yAxis: { type: 'value', show: false, max: most },
    series: [
      {
        type: 'bar',
        barCategoryGap: '18%',
        silent: true,
        // An hour to come has a sliver, so that the day is seen to be whole.
        data: hours.map((count, i) => ({
          value: i > hour ? most * 0.03 : Math.max(count, most * 0.03),
          itemStyle: { color: i === hour ? look.teal : i > hour ? look.track : look.tealDim },
        })),
      },
      ...line(lastWeek, look.text2, 1 * look.u),
      ...line(yesterday, look.text, 1.4 * look.u),
    ],
  });
}
