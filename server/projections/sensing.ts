import { localMidnight } from '#shared/clock/deadline.ts';
import { countCell, valueCell, type Cell } from '#shared/indicator/cell.ts';
import { must } from '#shared/kernel/must.ts';
import { systems, type Indicator } from '#shared/pack/schema.ts';
import type { AbnormalRow, IndicatorRow, SystemRow } from '#shared/views/sensing.ts';
import type { Op, View } from '#shared/views/view.ts';
import type { HotLane } from '../ports.ts';
import type { County } from './county.ts';
import { tableOps } from './difference.ts';
import type { Part } from './part.ts';

/** What a second has changed on the sensing board of a part of the jurisdiction. */
export function sensingOps(county: County, hotLane: HotLane, part: Part, view: View, now: number): Op[] {
  const { id } = county.pack;
  const { sensors, cameras, staff } = part;
  const abnormal = abnormalRows(county, hotLane, sensors);
  return [
    ...tableOps(view, 'system', systemRows(county, hotLane, sensors, abnormal, now)),
    ...tableOps(view, 'indicator', indicatorRows(county, hotLane, part, now)),
    ...tableOps(view, 'abnormal', abnormal),
    ...tableOps(view, 'camera', new Map([['all', { ...hotLane.cameras(id, cameras) }]])),
    ...tableOps(view, 'staff', new Map([['all', { ...hotLane.staff(id, now, staff) }]])),
  ];
}

function systemRows(
  county: County,
  hotLane: HotLane,
  sensors: ReadonlySet<number>,
  abnormal: ReadonlyMap<string, AbnormalRow>,
  now: number,
): Map<string, SystemRow> {
  const rows = new Map<string, SystemRow>(
    systems.map((system) => [system, { system, total: 0, online: 0, abnormal: 0 }]),
  );
  for (const ordinal of sensors) {
    const sensor = must(county.pack.pack.sensors[ordinal], 'sensor');
    const row = must(rows.get(sensor.system), sensor.system);
    row.total += 1;
    if (hotLane.isOnline(county.pack.id, ordinal, now)) row.online += 1;
    if (abnormal.has(sensor.id)) row.abnormal += 1;
  }
  return rows;
}

function abnormalRows(
  county: County,
  hotLane: HotLane,
  inScope: ReadonlySet<number>,
): Map<string, AbnormalRow> {
  const rows = new Map<string, AbnormalRow>();
  const { value } = hotLane.latest(county.pack.id);
  for (const { sensor: ordinal, rule, since, incident } of hotLane.raised(county.pack.id)) {
    if (!inScope.has(ordinal)) continue;
    const { id, name, system, place, decimals } = must(county.pack.pack.sensors[ordinal], 'sensor');
    // Of several rules raised on one sensor the one that was first tells.
    const other = rows.get(id);
    if (other && other.since <= since) continue;
    const shown = Number((value[ordinal] ?? 0).toFixed(decimals));
    rows.set(id, { sensor: id, name: name.zh, system, rule, since, value: shown, ...place, incident });
  }
  return rows;
}

function indicatorRows(
  county: County,
  hotLane: HotLane,
  { sensors, indicators }: Part,
  now: number,
): Map<string, IndicatorRow> {
  const { pack, sensorOrdinals, id } = county.pack;
  const { value } = hotLane.latest(id);
  const counts = countsToday(county, now);
  const cellOf = ({ of }: Indicator): Cell => {
    if (of.kind === 'incidents')
      return countCell(
        of.items.reduce((sum, item) => sum + (counts.get(`${item}\0${of.grid ?? ''}`) ?? 0), 0),
        of.normalMax,
      );
    const ordinal = must(sensorOrdinals.get(of.sensor), of.sensor);
    if (!sensors.has(ordinal) || !hotLane.isOnline(id, ordinal, now)) return '-';
    return valueCell(value[ordinal] ?? null, must(pack.sensors[ordinal], of.sensor).normal);
  };
  const cells = new Map<string, string>();
  for (const indicator of indicators)
    cells.set(indicator.domain, (cells.get(indicator.domain) ?? '') + cellOf(indicator));
  return new Map([...cells].map(([domain, text]) => [domain, { domain, cells: text }]));
}

/** Incidents reported today by `item\0grid`, the grid empty for all; kept until an entry or a midnight changes it. */
function countsToday(county: County, now: number): ReadonlyMap<string, number> {
  const from = localMidnight(county.pack.pack.calendar, now);
  const kept = counted.get(county);
  if (kept?.seq === county.seq && kept.from === from) return kept.counts;
  const counts = new Map<string, number>();
  for (const { reportedAt, item, grids } of county.incidents.values()) {
    if (reportedAt < from) continue;
    for (const grid of ['', ...grids])
      counts.set(`${item}\0${grid}`, (counts.get(`${item}\0${grid}`) ?? 0) + 1);
  }
  counted.set(county, { seq: county.seq, from, counts });
  return counts;
}
const counted = new WeakMap<County, { seq: number; from: number; counts: Map<string, number> }>();
