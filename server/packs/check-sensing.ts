import { groupBy } from '#shared/kernel/group-by.ts';
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
    const { counts } = row;
    if (counts?.grid !== undefined && !read.grid?.byId.has(counts.grid))
      blame('sensors.json', [index, 'counts', 'grid'], `the map has no grid "${counts.grid}"`);
  }
  const models = read.head?.models ?? [];
  models.forEach(({ id, items, owner }, index) => {
    if (owner !== undefined && !read.ids.units.has(owner))
      blame('pack.json', ['models', index, 'owner'], `units.json has no "${owner}"`);
    if (models.findIndex((other) => other.id === id) < index)
      blame('pack.json', ['models', index, 'id'], `the model "${id}" stands twice`);
    items.forEach((item, i) => {
      if (!read.ids.catalogue.has(item))
        blame('pack.json', ['models', index, 'items', i], `catalogue.json has no "${item}"`);
    });
  });
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
