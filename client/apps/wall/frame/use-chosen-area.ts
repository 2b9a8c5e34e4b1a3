import type { IncidentRow } from '#shared/views/board.ts';
import { runningTime } from '../../../format/duration.ts';
import { formatCount, formatValue } from '../../../format/number.ts';
import { say, t } from '../../../locales/i18n.ts';
import { countIn } from '../../../map/tools/drawing.ts';
import type { MapTools } from '../../../map/tools/use-map-tools.ts';
import { useBoard } from '../../../stores/board.ts';
import type { County } from '../county.ts';
import type { WallRows } from './map-view.ts';
import { ownReceipt, type ReceiptLine, type WallReceipt } from './wall-receipts.ts';

type Kind = 'matters' | 'late' | 'sensors' | 'abnormal' | 'cameras' | 'units';

/** What lies in the area that a hand drew on the wall: counted, and each count opened to its rows. */
export function useChosenArea(wall: {
  tools: MapTools;
  county: () => County;
  rows: WallRows;
  now: Readonly<{ value: number }>;
  open: (receipt: WallReceipt) => void;
}) {
  const board = useBoard();

  function found(): { id: Kind; lines: () => ReceiptLine[]; count: number; rose?: boolean }[] {
    const area = wall.tools.area.value;
    if (!area) return [];
    const { sensors, cameras, units } = wall.county();
    const open = countIn(area, board.incidents.values(), (row) => (row.grids.length > 0 ? row : null));
    const late = open.filter(({ overdue }) => overdue);
    const devices = countIn(area, sensors, (one) => one?.place ?? null).flatMap((one) => one ?? []);
    const wrong = new Map(wall.rows.abnormal.value.map((row) => [row.sensor, row]));
    const abnormal = devices.filter(({ id }) => wrong.has(id));
    const seen = countIn(area, cameras, ({ place }) => place);
    const own = countIn(area, units.values(), ({ place }) => place);
    const matter = (row: IncidentRow): ReceiptLine => matterLine(row, wall.now.value);
    return [
      { id: 'matters', count: open.length, lines: () => open.map(matter) },
      { id: 'late', count: late.length, rose: late.length > 0, lines: () => late.map(matter) },
      {
        id: 'sensors',
        count: devices.length,
        lines: () => devices.map(({ id, name }) => plain(id, say(name))),
      },
      {
        id: 'abnormal' as const,
        count: abnormal.length,
        rose: abnormal.length > 0,
        lines: () =>
          abnormal.map(({ id, name }) => plain(id, say(name), formatValue(wrong.get(id)?.value ?? 0, 2))),
      },
      { id: 'cameras', count: seen.length, lines: () => seen.map(({ id, name }) => plain(id, name)) },
      { id: 'units', count: own.length, lines: () => own.map(({ id, name }) => plain(id, say(name))) },
    ];
  }
  return {
    counts: () =>
      found().map(({ id, count, rose = false }) => ({ id, count, rose, label: t(`map.count.${id}`) })),
    openCount(id: string): void {
      const one = found().find((row) => row.id === id);
      if (!one) return;
      const title = t(`map.count.${one.id}`);
      wall.open(
        ownReceipt({ title, value: formatCount(one.count), formula: 'wall.formula.area' }, one.lines()),
      );
    },
  };
}

const matterLine = (row: IncidentRow, now: number): ReceiptLine => ({
  key: row.id,
  title: row.title,
  note: row.address,
  incident: row.id,
  value: runningTime(now - row.reportedAt),
  tone: row.overdue ? 'rose' : 'plain',
});
const plain = (key: string, title: string, value = ''): ReceiptLine => ({
  key,
  title,
  note: '',
  value,
  incident: null,
});
