import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { limitUnits } from '#shared/clock/calendar.ts';
import { readSheetFile } from '../../../sheets/sheet-file.ts';

/** Columns of the sheets of a new county, each by the heads that it may have. */
const heads = {
  id: ['编号', '标识', 'id', 'code', 'ID', 'Code'],
  zh: ['名称', '中文名称', '单位', '单位名称', '事项', '事项名称', '传感器'],
  en: ['英文名称', 'name', 'Name', 'Agency', 'Complaint Type', 'Item', 'Unit', 'Sensor'],
  phone: ['电话', 'phone', 'Phone'],
  grids: ['网格', '所管网格', 'grids', 'Grids'],
  class: ['大类', '类别', 'class', 'Class', 'Category'],
  unit: ['主责单位', '责任单位', 'unit', 'Responsible', 'Responsible Agency'],
  days: ['时限', '天数', 'days', 'Days'],
  per: ['时限单位', 'per', 'Per'],
  domain: ['领域', 'domain', 'Domain'],
  system: ['系统', 'system', 'System'],
  quantity: ['指标', '监测量', 'quantity', 'Quantity'],
  measure: ['计量单位', 'measure', 'Measure'],
  lng: ['经度', 'lng', 'Longitude', 'lon'],
  lat: ['纬度', 'lat', 'Latitude'],
  low: ['下限', 'low', 'Low'],
  high: ['上限', 'high', 'High'],
  every: ['间隔秒', 'every', 'Every'],
} as const;
type Column = keyof typeof heads;
export const sheetKinds = {
  units: ['id', 'zh', 'en', 'phone', 'grids'],
  items: ['id', 'zh', 'en', 'class', 'unit', 'days', 'per', 'domain'],
  sensors: ['id', 'zh', 'en', 'system', 'quantity', 'measure', 'lng', 'lat', 'low', 'high', 'every'],
} as const satisfies Record<string, readonly Column[]>;
export type SheetKind = keyof typeof sheetKinds;

/** The heads of an empty sheet, in Chinese. */
export const headsOf = (kind: SheetKind): string[] => sheetKinds[kind].map((one) => heads[one][0]);

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 48);
const numberOf = (text: string, otherwise: number): number => {
  const read = Number(text);
  return text === '' || !Number.isFinite(read) ? otherwise : read;
};

/** The rows of a sheet as a new county is sent them. A row without an id gets one of its name. */
export async function readRows(kind: SheetKind, file: File): Promise<object[] | Refusal> {
  const tables = await readSheetFile(
    file,
    sheetKinds[kind].flatMap((one) => [...heads[one]]),
  );
  if (isRefusal(tables)) return tables;
  const [table] = tables;
  if (!table) return [];
  const at = (column: Column): number =>
    table.heads.findIndex((head) => (heads[column] as readonly string[]).includes(head));
  const places = new Map(sheetKinds[kind].map((one): [Column, number] => [one, at(one)]));
  return table.rows
    .filter((row) => row.some((cell) => cell !== ''))
    .map((row, i) => {
      const cell = (column: Column): string => row[places.get(column) ?? -1] ?? '';
      const name = { zh: cell('zh'), en: cell('en') };
      const id = plain(cell('id')) || plain(name.en || name.zh).toLowerCase() || `${kind}-${i + 1}`;
      return shaped(kind, { id, name }, cell);
    });
}

function shaped(
  kind: SheetKind,
  head: { id: string; name: { zh: string; en: string } },
  cell: (column: Column) => string,
): object {
  if (kind === 'units') {
    const grids = cell('grids')
      .split(/[\s,，;；、|]+/u)
      .filter((one) => one !== '');
    return { ...head, phone: cell('phone'), ...(grids.length > 0 && { grids }) };
  }
  if (kind === 'items') {
    const of = cell('class');
    const domain = cell('domain').slice(0, 64);
    return {
      ...head,
      amount: numberOf(cell('days'), 5),
      per: limitUnits.find((one) => one === cell('per')) ?? 'work-day',
      public: true,
      unit: plain(cell('unit')),
      ...(of !== '' && { class: { zh: of, en: of } }),
      ...(domain !== '' && { domain }),
    };
  }
  return {
    ...head,
    system: cell('system').slice(0, 64),
    quantity: plain(cell('quantity')) || 'level',
    measure: cell('measure'),
    lng: numberOf(cell('lng'), 0),
    lat: numberOf(cell('lat'), 0),
    low: numberOf(cell('low'), 0),
    high: numberOf(cell('high'), 100),
    everySeconds: numberOf(cell('every'), 60),
  };
}
