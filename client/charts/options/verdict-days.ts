import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

/** Verdicts by day: right ones below, wrong ones on top. `day` is `YYYY-MM-DD`. */
export function verdictDays(
  days: readonly { day: string; right: number; wrong: number }[],
  names: { right: string; wrong: string },
): (look: Look) => EChartsCoreOption {
  return (look) => {
    const text = { color: look.text2, fontFamily: look.font, fontSize: 12 * look.u };
    const bars = (name: string, data: readonly number[], color: string) => ({
      type: 'bar',
      name,
      stack: 'all',
      data,
      barCategoryGap: '24%',
      itemStyle: { color },
    });
    return {
      textStyle: { fontFamily: look.font },
      grid: { left: 30 * look.u, right: 4 * look.u, top: 10 * look.u, bottom: 22 * look.u },
      tooltip: { trigger: 'axis', confine: true, axisPointer: { type: 'shadow' } },
      xAxis: {
        type: 'category',
        data: days.map(({ day }) => day.slice(5)),
        axisLabel: { ...text, interval: 6 },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: look.rule } },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        axisLabel: text,
        splitLine: { lineStyle: { color: look.rule } },
      },
      series: [
        bars(
          names.right,
          days.map(({ right }) => right),
          look.tealDim,
        ),
        bars(
          names.wrong,
          days.map(({ wrong }) => wrong),
          look.rose,
        ),
      ],
    };
  };
}
