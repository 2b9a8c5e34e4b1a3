import { floodItems } from '#shared/sensing/alarm.ts';
import type { AlarmRow, LoadRow } from '#shared/views/sensing.ts';
import { i18n, language } from '../../../locales/i18n.ts';
import { alarmWords } from '../../../telling/alarm-words.ts';
import { listNames } from '../../../telling/list-names.ts';
import { indexPack, packNames } from '../../../telling/names.ts';
import type { County } from '../county.ts';

/** An alarm in a line, and whether it still asks for somebody. */
export interface AlarmTold {
  row: AlarmRow;
  head: string;
  note: string;
  waits: boolean;
}

/** What stands before the officers: what nobody has acknowledged first, the graver and older before the others; what was put aside is not told. */
export function alarmLines(alarms: Iterable<AlarmRow>, { pack, geodata }: County): AlarmTold[] {
  const { t } = i18n.global;
  const names = packNames(indexPack(pack), language());
  const lists = listNames(pack);
  const ofWords = {
    item: names.item,
    grid: (id: string) => geodata.tree.byId.get(id)?.name ?? id,
    system: (id: string) => (lists.isSystem(id) ? lists.system(id) : null),
  };
  return [...alarms]
    .filter(({ shelvedUntil }) => shelvedUntil === null)
    .map((row) => ({
      row,
      ...alarmWords(
        { ...row, count: row.members || row.sensors },
        (key, values) => t(key, values ?? {}),
        ofWords,
      ),
      waits: !row.acknowledged && !row.over,
    }))
    .toSorted(
      (a, b) =>
        Number(b.waits) - Number(a.waits) || a.row.priority - b.row.priority || b.row.since - a.row.since,
    );
}

/** New alarms of ten minutes by seat, drawn against what one person can read, which stands in the middle. */
export function loadBars(
  loads: Iterable<LoadRow>,
): { seat: number; fresh: number; share: number; flood: boolean }[] {
  return [...loads]
    .toSorted((a, b) => b.fresh - a.fresh || a.seat - b.seat)
    .map(({ seat, fresh }) => ({
      seat,
      fresh,
      share: Math.min(1, fresh / (2 * floodItems)),
      flood: fresh > floodItems,
    }));
}
