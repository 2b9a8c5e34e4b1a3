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
    if (least >= most) blame('sensors.json', [index, 'range'], 'the least value must lie below the greatest');
    if (low > high || low < least || high > most)
      blame('sensors.json', [index, 'normal'], 'the normal band must lie in order inside the range');
    if (row.counts && 'fence' in row.counts) checkFence(read, index, row.counts);
    else if (row.counts?.grid !== undefined && !read.grid?.byId.has(row.counts.grid))
      blame('sensors.json', [index, 'counts', 'grid'], `the map has no grid "${row.counts.grid}"`);
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
        blame('rules.json', [index, 'on', 'quantity'], `no sensor measures "${row.on.quantity}"`);
    }
    if (row.kind === 'combined')
      row.rules.forEach((id, i) => {
        if (!rows.rules.some((other) => other.row.id === id && other.row.kind !== 'combined'))
          blame('rules.json', [index, 'rules', i], `rules.json has no "${id}" that is not combined itself`);
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
        blame('pack.json', ['models', index, 'classes', name], `the model "${id}" does not report "${item}"`);
    if (owner !== undefined && !read.ids.units.has(owner))
      blame('pack.json', ['models', index, 'owner'], `units.json has no "${owner}"`);
    if (models.findIndex((other) => other.id === id) < index)
      blame('pack.json', ['models', index, 'id'], `the model "${id}" stands twice`);
    items.forEach((item, i) => {
      if (!read.ids.catalogue.has(item))
        blame('pack.json', ['models', index, 'items', i], `catalogue.json has no "${item}"`);
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
      blame('vehicles.json', [index, 'grid'], `the map has no grid "${row.grid}"`);
    if (read.ids.staff.has(row.id))
      blame('vehicles.json', [index, 'id'], `"${row.id}" is a member of the staff already`);
  }
}

/** Blames a fence over a grid that is not there, or about somebody who is not. */
function checkFence({ blame, grid, ids }: ReadPack, index: number, { fence, by, who }: FenceMeter): void {
  const at = (...keys: (string | number)[]): (string | number)[] => [index, 'counts', ...keys];
  if ('grid' in fence && !grid?.byId.has(fence.grid))
    blame('sensors.json', at('fence', 'grid'), `the map has no grid "${fence.grid}"`);
  who?.units?.forEach((id, i) => {
    if (!ids.units.has(id)) blame('sensors.json', at('who', 'units', i), `units.json has no "${id}"`);
  });
  who?.ids?.forEach((id, i) => {
    if (!ids.staff.has(id) && !ids.vehicles.has(id))
      blame('sensors.json', at('who', 'ids', i), `neither staff.json nor vehicles.json has "${id}"`);
  });
  if (by === 'outside' && !who)
    blame('sensors.json', at('who'), 'who has to stay inside must be said, or everybody else is outside');
}

function checkRule(
  rule: Rule,
  sensors: readonly Sensor[],
  blame: (key: string, reason: string) => void,
): void {
  if (rule.kind === 'no-data') {
    const slow = sensors.find(({ everyMs }) => rule.afterMs < 2 * everyMs);
    if (slow)
      blame(
        'afterMs',
        `"${slow.id}" reports every ${slow.everyMs} ms: silence shows after two of them at the earliest`,
      );
    return;
  }
  if (rule.kind === 'stuck') {
    const slow = sensors.find(({ everyMs }) => rule.forMs < 3 * everyMs);
    if (slow)
      blame(
        'forMs',
        `"${slow.id}" reports every ${slow.everyMs} ms: that it rests shows after three of them`,
      );
    return;
  }
  if (rule.kind === 'drift') {
    const coarse = sensors.find(({ decimals }) => rule.by < 10 ** -decimals);
    if (coarse)
      blame(
        'by',
        `"${coarse.id}" is read to ${coarse.decimals} decimals: no drift of ${rule.by} shows in it`,
      );
    return;
  }
  if (rule.kind === 'combined') {
    if (rule.each && rule.rules.length < 2)
      blame('rules', 'where each is asked for there are two at the least');
    return;
  }
  // The limits of the others are of their own making.
  if (!('side' in rule)) return;
  const { side, enter, leave } = rule;
  if (side === 'above' ? leave > enter : leave < enter)
    blame(
      'leave',
      `it must lie ${side === 'above' ? 'at or below' : 'at or above'} enter, or the rule would raise and clear at once`,
    );
  // The others are about what a value is; these about how it moves, or how far it is from usual.
  if (rule.kind !== 'threshold') return;
  const deaf = sensors.find(({ range: [least, most] }) =>
    side === 'above' ? enter >= most : enter <= least,
  );
  if (deaf) blame('enter', `"${deaf.id}" can never read beyond ${enter}`);
  const loud = sensors.find(({ normal: [low, high] }) => (side === 'above' ? high > enter : low < enter));
  if (loud) blame('enter', `the quiet band of "${loud.id}" already lies beyond ${enter}`);
}
