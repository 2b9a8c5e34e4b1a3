import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

export interface FlowStep {
  name: string;
  reached: number;
  /** What those that went no further wait for, in a word. */
  rest: string;
}

/**
 * How far matters have come, as a stream: at each step some go on and some stay. The width of a band is how many. Steps are given
 * in their order; none may have more than the one before it.
 */
export function ringFlow(
  steps: readonly FlowStep[],
  count: (n: number) => string,
): (look: Look) => EChartsCoreOption {
  return (look) => {
    const label = {
      color: look.text2,
      fontFamily: look.font,
      fontSize: 13 * look.u,
      lineHeight: 17 * look.u,
      distance: 4 * look.u,
      textBorderWidth: 0,
    };
    const last = Math.max(1, steps.length - 1);
    const all = Math.max(1, steps[0]?.reached ?? 0);
    const nodes = steps.flatMap((step, i) => {
      const stays = step.reached - (steps[i + 1]?.reached ?? step.reached);
      const main = {
        name: `s${i}`,
        depth: i,
        localX: i / last,
        localY: 0,
        itemStyle: { color: look.teal, borderWidth: 0 },
        label: {
          ...label,
          position: 'top' as const,
          color: look.text,
          formatter: `${step.name}\n{n|${count(step.reached)}}`,
          rich: {
            n: {
              ...label,
              color: look.teal,
              fontSize: 17 * look.u,
              fontWeight: 650,
              lineHeight: 22 * look.u,
            },
          },
        },
      };
      if (stays <= 0) return [main];
      const rest = {
        name: `r${i}`,
        depth: i + 1,
        localX: (i + 0.5) / last,
        // What hangs below ends at the foot, so that its words are not cut however many it is.
        localY: 1 - stays / all,
        itemStyle: { color: look.track, borderWidth: 0 },
        label: { ...label, position: 'bottom' as const, formatter: `${step.rest}\n${count(stays)}` },
      };
      return [main, rest];
    });
    const links = steps.flatMap((step, i) => {
      const next = steps[i + 1];
      if (!next) return [];
      const stays = step.reached - next.reached;
      const on = { source: `s${i}`, target: `s${i + 1}`, value: next.reached };
      return stays > 0
        ? [
            on,
            {
              source: `s${i}`,
              target: `r${i}`,
              value: stays,
              lineStyle: { color: look.text2, opacity: 0.35 },
            },
          ]
        : [on];
    });
    return {
      series: [
        {
          type: 'sankey',
          silent: true,
          draggable: false,
          nodeAlign: 'left',
          layoutIterations: 0,
          left: 26 * look.u,
          right: 34 * look.u,
          top: 52 * look.u,
          bottom: 46 * look.u,
          nodeWidth: 6 * look.u,
          nodeGap: 40 * look.u,
          data: nodes,
          links: links.filter(({ value }) => value > 0),
          lineStyle: { color: look.tealDim, opacity: 0.45, curveness: 0.5 },
        },
      ],
    };
  };
}
