import { inRecord } from '#shared/kernel/localized.ts';
import { restCauses } from './alarm.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { CombinedRule, Rule } from '#shared/sensing/rule.ts';
import type { CatalogueItem, Sensor } from '#shared/pack/schema.ts';

/** How a raised rule is put to the officer, in the house's first language. */
export function titleOf(sensor: Sensor, item: CatalogueItem | undefined): string {
  return `${inRecord(sensor.name)} ${inRecord(item?.name) ?? ''}`.trim().slice(0, 120);
}

/** What a reading alone does not tell: between what it would have been usual, and who stands with it. */
export interface Beside {
  usual?: readonly [low: number, high: number] | null | undefined;
  others?: readonly string[] | undefined;
}

/** The condition in words: what was measured, against which limit, for how long. */
export function conditionOf(
  sensor: Sensor,
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
function unusual(sensor: Sensor, number: string, usual: readonly [low: number, high: number] | null): string {
  const now = `实测 ${number} ${sensor.measure}`;
  if (!usual) return `${now}，与以往规律不符`;
  const [low, high] = usual.map((one) => one.toFixed(sensor.decimals));
  const band = `此时通常在 ${low}–${high} ${sensor.measure}`;
  return Number(number) < usual[0] || Number(number) > usual[1]
    ? `${now}，异常：${band}`
    : `${now}，走势异常：持续偏离以往规律（${band}）`;
}

export function clockTitle(sensor: Sensor): string {
  return `${inRecord(sensor.name)} 设备时钟不准`.slice(0, 120);
}

/** That the clock of the device is not ours, or nothing. */
export function clockWords(at: number, arrivedAt: number | undefined): string {
  if (arrivedAt === undefined || Math.abs(arrivedAt - at) < minuteMs) return '';
  return `；设备时钟${arrivedAt > at ? '慢' : '快'}约 ${spanOf(Math.abs(arrivedAt - at))}，按到达时刻判定`;
}

/** A group in words: how many, of what, and the first of them by name. `name`: what its cause is called. */
export function groupWords(
  cause: string,
  sensors: readonly Sensor[],
  name: string,
): { title: string; detail: string; list: string } {
  const names = [...new Set(sensors.map((sensor) => inRecord(sensor.name)))];
  const list = (most: number): string =>
    names.slice(0, most).join('、') + (names.length > most ? ` 等 ${names.length} 处` : '');
  const [what, head] = headOf(cause, name, sensors);
  return {
    title: head.slice(0, 120),
    detail: `${head}，按一个原因并为一件：${list(60)}`.slice(0, 2_000),
    list: `${what} ${names.length} 处：${list(20)}`.slice(0, 500),
  };
}

/** What is the matter with each, and all in a line. */
function headOf(cause: string, name: string, sensors: readonly Sensor[]): [what: string, head: string] {
  const count = sensors.length;
  const first = inRecord(sensors[0]?.name) ?? '';
  if (cause === restCauses.urgent) return ['紧急告警', `短时紧急告警 ${count} 处：${first} 等`];
  if (cause === restCauses.ordinary) return ['告警', `短时告警过多，其余 ${count} 处合并：${first} 等`];
  if (cause === restCauses.silent) return ['无数据', `多个来源中断：${count} 个监测点无数据`];
  if (cause === restCauses.chatter) return ['反复告警', `反复告警的监测点 ${count} 个：${first} 等`];
  if (cause.startsWith('flood:')) return [name, `${name} ${count} 处：${first} 等`];
  const isClock = cause.startsWith('clock:');
  const by = name === '' ? '来源不明' : cause.includes(':grid:') ? `区域 ${name}` : `来源 ${name}`;
  const what = isClock ? '时钟不准' : '无数据';
  return [what, `${by} ${isClock ? '时钟不准' : '中断'}：${count} 个监测点${what}`];
}

function spanOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} 分 ${seconds % 60} 秒` : `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`;
}
