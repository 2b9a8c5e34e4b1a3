import type { EChartsCoreOption } from 'echarts/core';
import type { Look } from '../../styles/look.ts';

export interface FlowStep {
  name: string;
  reached: number;
  /** What those that went no further wait for, in a word. */
  rest: string;
}

type Count = (n: number) => string;

/**
 * How far matters have come, as a stream: at each step some go on and some stay. The width of a band is how many. Steps are given
 * in their order; none may have more than the one before it. `isNarrow`: eleven of them on a table's screen.
 */
export function ringFlow(
  steps: readonly FlowStep[],
  count: Count,
  isNarrow = false,
): (look: Look) => EChartsCoreOption {
  const lines = Math.max(1, ...steps.map(({ rest }) => rest.split('\n').length));
  return (look) => ({
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
        bottom: (46 + 17 * (lines - 1)) * look.u,
        nodeWidth: 6 * look.u,
        nodeGap: 40 * look.u,
        data: steps.flatMap((_, i) =>
          nodesOf(steps, i, count, { ...look, u: look.u * (isNarrow ? 0.86 : 1) }),
        ),
        links: steps.flatMap((_, i) => linksOf(steps, i, look)).filter(({ value }) => value > 0),
        lineStyle: { color: look.tealDim, opacity: 0.45, curveness: 0.5 },
      },
    ],
  });
}

/** How many go no further than a step. */
function staysAt(steps: readonly FlowStep[], i: number): number {
  const reached = steps[i]?.reached ?? 0;
  return reached - (steps[i + 1]?.reached ?? reached);
}

/** A step, and below it those that stay there. */
function nodesOf(steps: readonly FlowStep[], i: number, count: Count, look: Look) {
  const step = steps[i];
  if (!step) return [];
  const label = labelOf(look);
  const last = Math.max(1, steps.length - 1);
  const number = {
    ...label,
    color: look.teal,
    fontSize: 17 * look.u,
    fontWeight: 650,
    lineHeight: 22 * look.u,
  };
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
      rich: { n: number },
    },
  };
  const stays = staysAt(steps, i);
  if (stays <= 0) return [main];
  const rest = {
    name: `r${i}`,
    depth: i + 1,
    localX: (i + 0.5) / last,
    // What hangs below ends at the foot, so that its words are not cut however many it is.
    localY: 1 - stays / Math.max(1, steps[0]?.reached ?? 0),
    itemStyle: { color: look.track, borderWidth: 0 },
    label: { ...label, position: 'bottom' as const, formatter: `${step.rest}\n${count(stays)}` },
  };
  return [main, rest];
}

function linksOf(steps: readonly FlowStep[], i: number, look: Look) {
  const next = steps[i + 1];
  if (!next) return [];
  const stays = staysAt(steps, i);
  const on = { source: `s${i}`, target: `s${i + 1}`, value: next.reached };
  const lineStyle = { color: look.text2, opacity: 0.35 };
  return stays > 0 ? [on, { source: `s${i}`, target: `r${i}`, value: stays, lineStyle }] : [on];
}

function labelOf(look: Look) {
  return {
    color: look.text2,
    fontFamily: look.font,
    fontSize: 13 * look.u,
    lineHeight: 17 * look.u,
    distance: 4 * look.u,
    textBorderWidth: 0,
  };
}
