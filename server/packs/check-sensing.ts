import { because, type Reason } from '#shared/kernel/reasons.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import type { CameraModel } from '#shared/pack/model.ts';
import type { FenceMeter } from '#shared/pack/fence.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import { checkPlace, wantId } from './check-references.ts';
import type { ReadPack } from './read.ts';

/** Sensors, rules over them, and cameras. */
export function checkSensing(read: ReadPack): void {
  const { rows, blame } = read;
  for (const { index, row } of rows.sensors) {
    checkPlace(read, 'sensors', index, row.place);
    const [least, most] = row.range;
    const [low, high] = row.normal;
    if (least >= most) blame('sensors.json', [index, 'range'], because('sensor-range'));
    if (low > high || low < least || high > most)
      blame('sensors.json', [index, 'normal'], because('check-normal'));
    if (row.counts && 'fence' in row.counts) checkFence(read, index, row.counts);
    else if (row.counts?.grid !== undefined && !read.grid?.byId.has(row.counts.grid))
      blame(
        'sensors.json',
        [index, 'counts', 'grid'],
        because('check-map-no-grid', { grid: row.counts.grid }),
      );
  }
  checkVehicles(read);
  const models = checkModels(read);
  for (const { index, row } of rows.resources) checkPlace(read, 'resources', index, row.place);
  for (const { index, row } of rows.lamps) checkPlace(read, 'lamps', index, row.place);
  for (const { index, row } of rows.cameras) {
    checkPlace(read, 'cameras', index, row.place);
    if (row.owner !== undefined) wantId(read, 'cameras', [index, 'owner'], 'units', row.owner);
    row.models.forEach((model, i) => {
      if (!models.some(({ id }) => id === model))
        wantId(read, 'cameras', [index, 'models', i], 'catalogue', model);
    });
  }
  const byQuantity = groupBy(
    rows.sensors.map(({ row }) => row),
    (sensor) => sensor.quantity,
  );
  const byId = new Map(rows.sensors.map(({ row }) => [row.id, row]));
  for (const { index, row } of rows.rules) {
    wantId(read, 'rules', [index, 'item'], 'catalogue', row.item);
    let meant: readonly Sensor[];
    if ('sensor' in row.on) {
      wantId(read, 'rules', [index, 'on', 'sensor'], 'sensors', row.on.sensor);
      const one = byId.get(row.on.sensor);
      meant = one ? [one] : [];
    } else {
      meant = byQuantity.get(row.on.quantity) ?? [];
      if (meant.length === 0)
        blame(
          'rules.json',
          [index, 'on', 'quantity'],
          because('check-no-quantity', { quantity: row.on.quantity }),
        );
    }
    if (row.kind === 'combined')
      row.rules.forEach((id, i) => {
        if (!rows.rules.some((other) => other.row.id === id && other.row.kind !== 'combined'))
          blame('rules.json', [index, 'rules', i], because('check-no-plain-rule', { id }));
      });
    checkRule(row, meant, (key, reason) => blame('rules.json', [index, key], reason));
  }
}

/** Blames models that report or know what is not there; answers them. */
function checkModels(read: ReadPack): readonly CameraModel[] {
  const { blame } = read;
  const models = read.head?.models ?? [];
  models.forEach(({ id, items, owner, classes = {} }, index) => {
    for (const [name, item] of Object.entries(classes))
      if (!items.includes(item))
        blame(
          'pack.json',
          ['models', index, 'classes', name],
          because('check-model-item', { model: id, item }),
        );
    if (owner !== undefined && !read.ids.units.has(owner))
      blame('pack.json', ['models', index, 'owner'], because('check-no-unit', { unit: owner }));
    if (models.findIndex((other) => other.id === id) < index)
      blame('pack.json', ['models', index, 'id'], because('check-model-twice', { model: id }));
    items.forEach((item, i) => {
      if (!read.ids.catalogue.has(item))
        blame('pack.json', ['models', index, 'items', i], because('check-no-item', { item }));
    });
  });
  return models;
}

/** Blames vehicles of nobody, and those that are called as a member of the staff. */
function checkVehicles(read: ReadPack): void {
  const { rows, blame } = read;
  for (const { index, row } of rows.vehicles) {
    wantId(read, 'vehicles', [index, 'unit'], 'units', row.unit);
    if (row.grid !== undefined && !read.grid?.byId.has(row.grid))
      blame('vehicles.json', [index, 'grid'], because('check-map-no-grid', { grid: row.grid }));
    if (read.ids.staff.has(row.id))
      blame('vehicles.json', [index, 'id'], because('check-staff-already', { id: row.id }));
  }
}

/** Blames a fence over a grid that is not there, or about somebody who is not. */
function checkFence({ blame, grid, ids }: ReadPack, index: number, { fence, by, who }: FenceMeter): void {
  const at = (...keys: (string | number)[]): (string | number)[] => [index, 'counts', ...keys];
  if ('grid' in fence && !grid?.byId.has(fence.grid))
    blame('sensors.json', at('fence', 'grid'), because('check-map-no-grid', { grid: fence.grid }));
  who?.units?.forEach((id, i) => {
    if (!ids.units.has(id))
      blame('sensors.json', at('who', 'units', i), because('check-no-unit', { unit: id }));
  });
  who?.ids?.forEach((id, i) => {
    if (!ids.staff.has(id) && !ids.vehicles.has(id))
      blame('sensors.json', at('who', 'ids', i), because('check-no-crew', { id }));
  });
  if (by === 'outside' && !who) blame('sensors.json', at('who'), because('check-fence-who'));
}

function checkRule(
  rule: Rule,
  sensors: readonly Sensor[],
  blame: (key: string, reason: Reason) => void,
): void {
  if (rule.kind === 'no-data') {
    const slow = sensors.find(({ everyMs }) => rule.afterMs < 2 * everyMs);
    if (slow) blame('afterMs', because('check-silence', { id: slow.id, ms: slow.everyMs }));
    return;
  }
  if (rule.kind === 'stuck') {
    const slow = sensors.find(({ everyMs }) => rule.forMs < 3 * everyMs);
    if (slow) blame('forMs', because('check-rests', { id: slow.id, ms: slow.everyMs }));
    return;
  }
  if (rule.kind === 'drift') {
    const coarse = sensors.find(({ decimals }) => rule.by < 10 ** -decimals);
    if (coarse)
      blame('by', because('check-drift', { id: coarse.id, decimals: coarse.decimals, by: rule.by }));
    return;
  }
  if (rule.kind === 'combined') {
    if (rule.each && rule.rules.length < 2) blame('rules', because('check-two-rules'));
    return;
  }
  // The limits of the others are of their own making.
  if (!('side' in rule)) return;
  const { side, enter, leave } = rule;
  if (side === 'above' ? leave > enter : leave < enter)
    blame('leave', because(side === 'above' ? 'check-leave-below' : 'check-leave-above'));
  // The others are about what a value is; these about how it moves, or how far it is from usual.
  if (rule.kind !== 'threshold') return;
  const deaf = sensors.find(({ range: [least, most] }) =>
    side === 'above' ? enter >= most : enter <= least,
  );
  if (deaf) blame('enter', because('check-deaf', { id: deaf.id, enter }));
  const loud = sensors.find(({ normal: [low, high] }) => (side === 'above' ? high > enter : low < enter));
  if (loud) blame('enter', because('check-loud', { id: loud.id, enter }));
}
