import { inRecord } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import { systemsOf } from '#shared/pack/domain.ts';
import type { AbnormalRow, IndicatorRow, SystemRow } from '#shared/views/sensing.ts';
import type { Op, View } from '#shared/views/view.ts';
import type { CellsOf, HotLane } from '../ports.ts';
import type { County } from './county.ts';
import { tableOps } from './difference.ts';
import type { Part } from './part.ts';
import { standingOps } from './standing.ts';

interface SensingGround {
  county: County;
  hotLane: HotLane;
  cells?: CellsOf | undefined;
}

/** What a second has changed on the sensing board of a part of the jurisdiction. */
export function sensingOps(
  { county, hotLane, cells }: SensingGround,
  part: Part,
  view: View,
  now: number,
): Op[] {
  const { id } = county.pack;
  const { sensors, cameras, staff } = part;
  const abnormal = abnormalRows(county, hotLane, sensors);
  return [
    ...tableOps(view, 'system', systemRows(county, hotLane, sensors, abnormal, now)),
    ...tableOps(view, 'indicator', indicatorRows(county, part, cells)),
    ...tableOps(view, 'abnormal', abnormal),
    ...standingOps(county, hotLane, sensors, view, now),
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
    systemsOf(county.pack.pack).map(({ id: system }) => [
      system,
      { system, total: 0, online: 0, abnormal: 0 },
    ]),
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
    rows.set(id, { sensor: id, name: inRecord(name), system, rule, since, value: shown, ...place, incident });
  }
  return rows;
}

function indicatorRows(
  { pack }: County,
  { indicators }: Part,
  cells: CellsOf | undefined,
): Map<string, IndicatorRow> {
  if (!indicators || !cells) return new Map();
  return new Map([...cells(pack.id)].map(([domain, text]) => [domain, { domain, cells: text }]));
}
