import type { CombinedRule, Rule } from './rule.ts';

/** What is said of a value: how many decimals, in which unit. */
export interface Measured {
  decimals: number;
  measure: string;
}
/** What a reading alone does not tell: between what it would have been usual, and who stands with it. */
export interface Beside {
  usual?: readonly [low: number, high: number] | null | undefined;
  others?: readonly string[] | undefined;
}

/** The condition in words: what was measured, against which limit, for how long. */
export function conditionOf(
  sensor: Measured,
  rule: Rule,
  value: number,
  since: number,
  at: number,
  { usual = null, others = [] }: Beside = {},
): string {
  if (rule.kind === 'no-data') return `已 ${spanOf(at - since)}无数据（规定 ${spanOf(rule.afterMs)}）`;
  const number = value.toFixed(sensor.decimals);
  if (rule.kind === 'stuck')
    return `实测 ${number} ${sensor.measure}，已 ${spanOf(at - since)}不变（规定 ${spanOf(rule.forMs)}）`;
  if (rule.kind === 'drift')
    return `实测 ${number} ${sensor.measure}，均值已缓慢偏离长期水平 ${rule.by} ${sensor.measure} 以上（按 ${spanOf(rule.overMs)}平均），疑似仪器漂移`;
  if (rule.kind === 'combined') return together(rule, others);
  if (rule.kind === 'learned') return unusual(sensor, number, usual);
  const side = rule.side === 'above' ? '高于' : '低于';
  const lasted = at > since ? `，已持续 ${spanOf(at - since)}` : '';
  const now = `实测 ${number} ${sensor.measure}`;
  if (rule.kind === 'rate') return `${now}，变化率${side}每小时 ${rule.enter} ${sensor.measure}${lasted}`;
  if (rule.kind === 'deviation')
    return `${now}，与该时段常态之差${side} ${rule.enter} ${sensor.measure}${lasted}`;
  return `${now}，${side}限值 ${rule.enter} ${sensor.measure}${lasted}`;
}

function together({ withinM, withinMs }: CombinedRule, names: readonly string[]): string {
  const reach = withinM >= 1_000 ? `${withinM / 1_000} 公里` : `${withinM} 米`;
  const time = withinMs > 0 ? `、${spanOf(withinMs)}内` : '';
  const first = names.slice(0, 10).join('、');
  return `${reach}${time} ${names.length} 个监测点同时报警：${first}${names.length > 10 ? ' 等' : ''}`;
}

/** What is unusual about a value; one inside the band came there in an unusual way. */
function unusual(
  sensor: Measured,
  number: string,
  usual: readonly [low: number, high: number] | null,
): string {
  const now = `实测 ${number} ${sensor.measure}`;
  if (!usual) return `${now}，与以往规律不符`;
  const [low, high] = usual.map((one) => one.toFixed(sensor.decimals));
  const band = `此时通常在 ${low}–${high} ${sensor.measure}`;
  return Number(number) < usual[0] || Number(number) > usual[1]
    ? `${now}，异常：${band}`
    : `${now}，走势异常：持续偏离以往规律（${band}）`;
}

/** A span as an officer says it, in the language of the record. */
export function spanOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} 分 ${seconds % 60} 秒` : `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`;
}
