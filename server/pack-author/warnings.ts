import type { Colour } from '#shared/warning/colour.ts';
import type { Proposing, WarningPolicy } from '#shared/warning/policy.ts';

/** From how many instruments of an area on a rule proposes which colour. */
const steps = (...all: [least: number, colour: Colour][]) => all;

const to = { grids: true, units: ['dept-emergency'], posts: ['duty-chief' as const] };

function lines(
  kind: string,
  rule: string,
  title: string,
  measures: string,
  by: [least: number, colour: Colour][],
  actions?: Proposing['actions'],
): Proposing[] {
  return by.map(([least, colour]) => ({
    kind,
    rule,
    least,
    colour,
    title,
    level: 1,
    measures,
    to,
    ...(actions && { actions }),
  }));
}

/** What the air of the whole county proposes, by how far it lies beyond the bound of its indicator. */
function air(by: number, colour: Colour): Proposing {
  return {
    kind: 'air-pollution',
    indicator: 'pm25-mean',
    by,
    forMs: 3_600_000,
    colour,
    title: '重污染天气',
    level: 0,
    least: 1,
    measures: '减少户外活动，停止土石方作业和露天焚烧，增加道路洒水',
    to: { grids: false, units: ['dept-emergency'], posts: ['duty-chief'] },
  };
}

/** What the instruments of the pretend counties propose; posts sign by the usual rule. */
export const warningPolicy: WarningPolicy = {
  signs: { red: ['duty-chief', 'leader'], orange: ['duty-chief', 'leader'] },
  proposes: [
    ...lines(
      'waterlogging',
      'flood-level-high',
      '内涝',
      '绕行积水路段和下穿通道，低洼处人员和车辆转移到高处',
      steps([1, 'blue'], [2, 'yellow'], [4, 'orange']),
      [{ id: 'm1', text: '到易涝点值守并排水', unit: 'dept-emergency', item: 'street-flood' }],
    ),
    ...lines(
      'river-flood',
      'river-level-high',
      '河道高水位',
      '远离河岸、堤坝和桥洞，停止涉水作业',
      steps([1, 'blue'], [3, 'yellow'], [6, 'orange']),
    ),
    ...lines(
      'rainstorm',
      'rainfall-high',
      '暴雨',
      '减少外出，停止户外作业，检查排水口',
      steps([1, 'blue'], [3, 'yellow']),
    ),
    ...lines(
      'chemical',
      'chemical-leak-high',
      '危化品泄漏',
      '关闭门窗，向上风方向撤离，听从现场人员指引',
      steps([1, 'yellow'], [2, 'orange']),
    ),
    air(0, 'blue'),
    air(30, 'yellow'),
  ],
};
