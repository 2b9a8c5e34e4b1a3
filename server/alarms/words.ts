import { minuteMs } from '#shared/kernel/span.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import type { CatalogueItem, Sensor } from '#shared/pack/schema.ts';

/** How a raised rule is put to the officer, in the house's first language. */
export function titleOf(sensor: Sensor, item: CatalogueItem | undefined): string {
  return `${sensor.name.zh} ${item?.name.zh ?? ''}`.trim().slice(0, 120);
}

/** The condition in words: what was measured, against which limit, for how long. */
export function conditionOf(sensor: Sensor, rule: Rule, value: number, since: number, at: number): string {
  if (rule.kind === 'no-data') return `已 ${spanOf(at - since)}无数据（规定 ${spanOf(rule.afterMs)}）`;
  const side = rule.side === 'above' ? '高于' : '低于';
  const lasted = at > since ? `，已持续 ${spanOf(at - since)}` : '';
  const number = value.toFixed(sensor.decimals);
  return `实测 ${number} ${sensor.measure}，${side}限值 ${rule.enter} ${sensor.measure}${lasted}`;
}

export function clockTitle(sensor: Sensor): string {
  return `${sensor.name.zh} 设备时钟不准`.slice(0, 120);
}

/** That the clock of the device is not ours, or nothing. */
export function clockWords(at: number, arrivedAt: number | undefined): string {
  if (arrivedAt === undefined || Math.abs(arrivedAt - at) < minuteMs) return '';
  return `；设备时钟${arrivedAt > at ? '慢' : '快'}约 ${spanOf(Math.abs(arrivedAt - at))}，按到达时刻判定`;
}

/** An outage in words: how many, by whom, and the first of them by name. */
export function outageWords(
  cause: string,
  sensors: readonly Sensor[],
): { title: string; detail: string; list: string } {
  const names = sensors.map((sensor) => sensor.name.zh);
  const gateway = cause.slice(cause.indexOf(':') + 1);
  const isClock = cause.startsWith('clock:');
  const by = gateway === '' ? '来源不明' : `来源 ${gateway}`;
  const what = isClock ? '时钟不准' : '无数据';
  const list = (most: number): string =>
    names.slice(0, most).join('、') + (names.length > most ? ` 等 ${names.length} 处` : '');
  return {
    title: `${by} ${isClock ? '时钟不准' : '中断'}：${names.length} 个监测点${what}`.slice(0, 120),
    detail: `${by} 的 ${names.length} 个监测点同时${what}，按一个原因并为一件：${list(60)}`.slice(0, 2_000),
    list: `${what} ${names.length} 处：${list(20)}`.slice(0, 500),
  };
}

function spanOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} 分 ${seconds % 60} 秒` : `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`;
}
