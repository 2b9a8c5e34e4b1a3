import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

export interface NodeBar {
  name: string;
  open: number;
  overdue: number;
}

/** Matters that stand at each node of a way, those that are late at the foot of each bar. `isNarrow`: ten of them on a table's screen. */
export function nodeBars(bars: readonly NodeBar[], isNarrow = false): (look: Look) => EChartsCoreOption {
  return (look) => {
    const label = { color: look.text2, fontFamily: look.font, fontSize: (isNarrow ? 12 : 13.5) * look.u };
    const bar = { type: 'bar', stack: 'node', silent: true, barMaxWidth: 56 * look.u };
    return {
      textStyle: { fontFamily: look.font },
      grid: { left: 2 * look.u, right: 2 * look.u, top: 30 * look.u, bottom: 26 * look.u },
      xAxis: {
        type: 'category',
        data: bars.map(({ name }) => name),
        axisTick: { show: false },
        axisLabel: { ...label, interval: 0, overflow: 'break', width: (isNarrow ? 66 : 90) * look.u },
        axisLine: { lineStyle: { color: look.ruleStrong } },
      },
      yAxis: { type: 'value', show: false },
      series: [
        { ...bar, data: bars.map(({ overdue }) => overdue), itemStyle: { color: look.rose } },
        {
          ...bar,
          data: bars.map(({ open, overdue }) => Math.max(0, open - overdue)),
          itemStyle: { color: look.tealDim },
          label: {
            ...label,
            show: true,
            position: 'top',
            color: look.text,
            fontSize: 19 * look.u,
            fontWeight: 650,
            formatter: ({ dataIndex }: { dataIndex: number }) => String(bars[dataIndex]?.open ?? 0),
          },
        },
      ],
    };
  };
}
