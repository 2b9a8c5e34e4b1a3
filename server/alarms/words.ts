import { inRecord } from '#shared/kernel/localized.ts';
import { restCauses } from './alarm.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { spanOf } from '#shared/sensing/condition.ts';
import type { CatalogueItem, Sensor } from '#shared/pack/schema.ts';

/** How a raised rule is put to the officer, in the house's first language. */
export function titleOf(sensor: Sensor, item: CatalogueItem | undefined): string {
  const [name, what] = [inRecord(sensor.name) ?? '', inRecord(item?.name) ?? ''];
  const kind = name.split(' ').at(-1) ?? '';
  // 西郊社区 河道水位 raises 河道水位超警: what is measured is said once.
  const place = kind !== name && what.startsWith(kind) ? name.slice(0, -kind.length).trim() : name;
  return `${place} ${what}`.trim().slice(0, 120);
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
