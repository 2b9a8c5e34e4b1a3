import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { localMidnight } from '#shared/clock/deadline.ts';
import { dice, type Dice } from '#shared/kernel/dice.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import type { Source } from '#shared/incident/incident.ts';
import { searchDocument } from '#shared/search/document.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { namesOf } from '../../server/search/search-index.ts';
import type { Database } from '../../server/storage/database.ts';
import { form, sliceSize, tokenIn } from '../../server/storage/search-store.ts';

/** A county with so many incidents that only their columns and their search documents are made, not their lives. */
export interface CountyPlan {
  pack: LoadedPack;
  count: number;
  /** Reports fall into [from, to), as evenly as the serials of a day. */
  from: number;
  to: number;
}

const sources: [Source, number][] = [
  ['patrol', 62],
  ['hotline', 17],
  ['citizen', 11],
  ['sensor', 4],
  ['department', 3],
  ['enterprise', 2],
  ['opinion', 1],
];
const roads = [
  '人民',
  '中山',
  '解放',
  '建设',
  '文化',
  '滨江',
  '龙翔',
  '世纪',
  '镇前',
  '新渡',
  '海港',
  '凤江',
];
const marks = [
  '路口',
  '小学门口',
  '农贸市场',
  '公交站',
  '桥下',
  '商铺前',
  '小区北门',
  '河边',
  '厂房后',
  '广场',
];
const tails = ['，请尽快处理', '，影响通行', '，已拍照', '，居民反映强烈', '，夜间无照明', '', '', ''];
const surnames = ['陈', '林', '黄', '王', '李', '杨', '吴', '周', '章', '董'];

/** Writes the county into the incident table and the search index; answers how long each part took, in ms. */
export async function fillCounty(database: Database, plan: CountyPlan): Promise<Record<string, number>> {
  const { pool } = database;
  const took: Record<string, number> = {};
  const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await work();
    took[what] = Math.round(performance.now() - began);
  };
  await pool.query('INSERT INTO jurisdiction VALUES ($1, 1, 0, $2, 0, $3, 0)', [plan.pack.id, '', '']);
  const indexes = await pool.query<{ name: string; definition: string }>(indexQuery);
  for (const { name } of indexes.rows) await pool.query(`DROP INDEX ${name}`);
  await timed('rows', () => copyRows(database, plan));
  await timed('slices', () => pool.query(sliceQuery, [plan.pack.id]));
  await pool.query('INSERT INTO search_mark (jurisdiction, form, seq) VALUES ($1, $2, 0)', [
    plan.pack.id,
    form,
  ]);
  const client = await pool.connect();
  await client.query("SET maintenance_work_mem = '1GB'");
  for (const { name, definition } of indexes.rows) await timed(name, () => client.query(definition));
  client.release(true);
  await timed('analyze', () => pool.query('VACUUM ANALYZE incident, incident_search, search_slice'));
  return took;
}

/** Indexes are made once all rows are there: in one go, not row by row. */
const indexQuery = `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
  WHERE tablename IN ('incident', 'incident_search') AND indexname NOT LIKE '%_pkey' ORDER BY 1`;
const sliceQuery = `INSERT INTO search_slice (jurisdiction, number, incidents, first_at, last_at) OVERRIDING SYSTEM VALUE
  SELECT $1, slice, count(*), min(reported_at), max(reported_at) FROM incident_search GROUP BY slice`;

async function copyRows({ pool }: Database, plan: CountyPlan): Promise<void> {
  const [incidents, documents] = await Promise.all([pool.connect(), pool.connect()]);
  const into = (client: typeof incidents, target: string) =>
    client.query(copyFrom(`COPY ${target} FROM STDIN`));
  const columns = Object.keys(incidentRow(plan, dice(1), 0)).join(', ');
  const sinks = [
    into(incidents, `incident (${columns})`),
    into(documents, 'incident_search (jurisdiction, id, reported_at, slice, text, tokens)'),
  ] as const;
  const queues: [string[], string[]] = [[], []];
  let made = 0;
  const chunks = chunksOf(plan);
  // Both COPY at once, each fed from the same chunks: whichever runs dry has the next one made.
  const feed = (which: 0 | 1) =>
    Readable.from(
      (function* () {
        for (;;) {
          const waiting = queues[which].shift();
          if (waiting !== undefined) yield waiting;
          else {
            const next = chunks.next();
            if (next.done) return;
            made += 1;
            queues[0].push(next.value[0]);
            queues[1].push(next.value[1]);
          }
        }
      })(),
    );
  try {
    await Promise.all([pipeline(feed(0), sinks[0]), pipeline(feed(1), sinks[1])]);
  } finally {
    incidents.release(true);
    documents.release(true);
  }
  if (made === 0) throw new Error('nothing was made');
}

function* chunksOf(plan: CountyPlan): Generator<[string, string]> {
  const roll = dice(20261122);
  const names = namesOf(plan.pack);
  let [rows, documents] = ['', ''];
  for (let serial = 0; serial < plan.count; serial++) {
    const row = incidentRow(plan, roll, serial);
    rows += `${Object.values(row).map(field).join('\t')}\n`;
    const { text, grams } = searchDocument(
      {
        ...row,
        grids: [row.l1, row.l2, row.l3],
        detail: (JSON.parse(row.state) as { detail: string }).detail,
      },
      names,
    );
    const slice = 1 + Math.floor(serial / sliceSize);
    const tokens = Array.from(grams, (gram) => tokenIn(slice, gram)).join(',');
    documents += `${row.jurisdiction}\t${row.id}\t${row.reported_at}\t${slice}\t${text.replaceAll('\n', '\\n')}\t{${tokens}}\n`;
    if (serial % 1_000 !== 999 && serial !== plan.count - 1) continue;
    yield [rows, documents];
    [rows, documents] = ['', ''];
  }
}

function field(value: unknown): string {
  if (value === null) return '\\N';
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value);
}

const instantOf = ({ count, from, to }: CountyPlan, serial: number): number =>
  Math.floor(from + ((to - from) * serial) / count);

function incidentRow(plan: CountyPlan, roll: Dice, serial: number) {
  const { pack, count, from, to } = plan;
  const cell = roll.pick(pack.grid.levels[2]);
  const village = cell.parent === null ? undefined : pack.grid.byId.get(cell.parent);
  const town = village?.parent ? pack.grid.byId.get(village.parent) : undefined;
  const item = roll.pick(pack.pack.catalogue);
  const [source] = sources[roll.weighted(sources.map(([, weight]) => weight))] ?? ['patrol' as const];
  const at = instantOf(plan, serial);
  const midnight = Math.max(from, localMidnight(pack.pack.calendar, at));
  const ofDay = serial - Math.ceil(((midnight - from) / (to - from)) * count) + 1;
  const day = new Date(midnight + 8 * hourMs).toISOString().slice(0, 10).replaceAll('-', '');
  const road = `${roll.pick(roads)}路`;
  const place = roll.pick(marks);
  const phone = `13${String(roll.between(0, 999_999_999)).padStart(9, '0')}`;
  const isCall = source === 'hotline' || source === 'citizen';
  const detail = isCall
    ? `${roll.pick(surnames)}先生来电：${road}${place}${item.name.zh}${roll.pick(tails)}，联系电话${phone}`
    : `${road}${place}发现${item.name.zh}${roll.pick(tails)}`;
  const open = roll.chance(serial > count - 40_000 ? 0.3 : 0.0002);
  const unit = roll.pick(
    item.units.length > 0 && roll.chance(0.3)
      ? item.units
      : pack.unitsOfGrid([town?.id ?? '', village?.id ?? '']).map(({ id }) => id),
  );
  const ended = open ? null : roll.chance(0.02) ? 'void' : 'archived';
  const due = at + roll.between(1, 96) * hourMs;
  return {
    ...{
      jurisdiction: pack.id,
      id: incidentNumber(pack.pack.identity.code, day, ofDay),
      version: 1,
    },
    ...{ state: JSON.stringify({ detail }), procedure: item.procedure },
    ...{ node: ended ?? 'handling', queue: open ? 'work' : 'done', item: item.id, source },
    ...{ title: `${town?.name ?? ''}${roll.chance(0.5) ? road : ''}${item.name.zh}` },
    ...{ address: `${village?.name ?? ''}${road}${roll.between(1, 900)}号` },
    ...{ l1: town?.id ?? '', l2: village?.id ?? '', l3: cell.id, lead: unit, units: [unit] },
    ...{ urgent: roll.chance(0.05), reported_at: at, due_at: due, closed_at: open ? null : due },
    ...{ reworks: 0, returns: 0, extensions: 0, supervised: false, overdue: open && roll.chance(0.1) },
    ...{
      ended,
      open,
      rings: open ? '111110000' : '111111111',
      lng: cell.centre.lng,
      lat: cell.centre.lat,
      occurrences: 1,
    },
  };
}
