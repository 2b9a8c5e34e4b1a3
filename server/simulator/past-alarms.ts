import { inRecord } from '#shared/kernel/localized.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { modelOf } from '#shared/pack/model.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** A report as the watchman makes it of a raised threshold rule, for the past of a demo county. */
export function sensorReport(pack: LoadedPack, at: number, roll: Dice): Report {
  const ordinal = roll.between(0, pack.pack.sensors.length - 1);
  const sensor = pack.pack.sensors[ordinal];
  const rule = pack.rulesOf(ordinal).find((one) => one.kind === 'threshold');
  if (!sensor || rule?.kind !== 'threshold') return sensorReport(pack, at, roll);
  const over = Math.abs(rule.enter - rule.leave) || Math.abs(rule.enter) * 0.05 || 1;
  const sign = rule.side === 'above' ? 1 : -1;
  const series = Array.from({ length: 30 }, (_, index): [number, number] => {
    const rise = sign * over * (index / 29 - 0.75) * 2;
    return [
      at - (29 - index) * minuteMs,
      Number((rule.enter + rise + roll.normal() * over * 0.1).toFixed(sensor.decimals)),
    ];
  });
  const item = pack.items.get(rule.item);
  const chain = pack.grid.locate(sensor.place);
  return {
    kind: 'report',
    source: 'sensor',
    item: rule.item,
    title: `${chain[0]?.name ?? ''} · ${inRecord(item?.name) ?? rule.item}`,
    detail: '',
    place: sensor.place,
    address: inRecord(sensor.name),
    urgent: rule.urgent,
    evidence: [
      {
        kind: 'readings',
        text: `${inRecord(sensor.name)} ${String(series.at(-1)?.[1])} ${sensor.measure} ${sign > 0 ? '高于' : '低于'} ${rule.enter} ${sensor.measure}`,
        sensor: sensor.id,
        series,
        at,
      },
    ],
  };
}

/** A report as the camera door makes it of what a model saw; null where no camera has a model. */
export function cameraReport(pack: LoadedPack, at: number, roll: Dice): Report | null {
  const watched = pack.pack.cameras.filter(({ models }) => models.length > 0);
  if (watched.length === 0) return null;
  const camera = roll.pick(watched);
  const model = roll.pick(camera.models);
  const item = itemOfModel(pack, model, roll);
  if (!item) return null;
  const text = `${camera.name} ${inRecord(item.name)}（${model}，置信度 ${roll.between(80, 98)}%）`;
  return {
    kind: 'report',
    source: 'camera',
    item: item.id,
    title: `${camera.name} ${inRecord(item.name)}`.slice(0, 120),
    detail: text,
    place: camera.place,
    address: camera.name,
    urgent: false,
    evidence: [{ kind: 'detection', text, at }],
  };
}

/** A catalogue item that a model reports: mostly the first of its classes. */
export function itemOfModel(
  { pack, items }: Pick<LoadedPack, 'pack' | 'items'>,
  id: string,
  roll: Dice,
): Pick<CatalogueItem, 'id' | 'name'> | undefined {
  const model = modelOf(pack, items, id);
  if (!model) return undefined;
  return items.get(roll.chance(0.8) ? (model.items[0] ?? '') : roll.pick(model.items));
}
