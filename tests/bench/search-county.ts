import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { chainColumns, chainOfColumns } from '#shared/grid/levels.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { dice, type Dice } from '#shared/kernel/dice.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import type { Source } from '#shared/incident/incident.ts';
import { facet, gramBits } from '#shared/search/grams.ts';
import { searchDocument } from '#shared/search/document.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { namesOf } from '../../server/search/search-index.ts';
import type { Database } from '../../server/storage/database.ts';
import { form, shelfBits, sliceGram, sliceSize } from '../../server/storage/search/search-store.ts';

/**
 * A county with so many incidents that only their columns and search documents are made, not their lives: some ten thousand
 * different ones by dice, each of them again and again at other instants under other numbers.
 */
export interface CountyPlan {
  pack: LoadedPack;
  count: number;
  /** Different incidents; the numbers of this many, the oldest, are found as well. */
  different: number;
  /** Reports fall evenly into [from, to). */
  from: number;
  to: number;
  /** For figures: each matter has its instants, clocks and ratings, and no search documents. */
  lives?: boolean;
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
const remarks = ['已更换并试用正常', '已清理并复查', '已劝导整改', '已协调双方，达成一致', '隐患已消除'];
const surnames = ['陈', '林', '黄', '王', '李', '杨', '吴', '周', '章', '董'];

/** Writes the county into the incident table and the search index; answers how long each part took, in ms. */
export async function fillCounty({ pool }: Database, plan: CountyPlan): Promise<Record<string, number>> {
  const took: Record<string, number> = {};
  const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await work();
    took[what] = Math.round(performance.now() - began);
  };
  const client = await pool.connect();
  try {
    await client.query("SET maintenance_work_mem = '1GB'");
    const { pack, id: jurisdiction } = plan.pack;
    await client.query('INSERT INTO jurisdiction VALUES ($1, 1, 0, $2, 0, $3, 0)', [jurisdiction, '', '']);
    // Indexes are made once all rows are there: in one go, not row by row.
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(indexQuery);
    for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
    await client.query('CREATE TEMP TABLE pattern (serial int, row jsonb, text text, grams int[])');
    await timed('patterns', () =>
      pipeline(Readable.from(patternLines(plan)), client.query(copyFrom('COPY pattern FROM STDIN'))),
    );
    // The same as rows of the incident table.
    await client.query(
      `CREATE TEMP TABLE sheet AS SELECT serial, (jsonb_populate_record(NULL::incident, row)).* FROM pattern`,
    );
    await client.query('ANALYZE sheet, pattern');
    const { detail: _detail, remarks: _remarks, ...columns } = patternRow(plan, dice(1), 0);
    const copyQuery = plan.lives ? liveQueryOf(Object.keys(columns)) : copyQueryOf(Object.keys(columns));
    await timed('rows', async () => {
      for (let first = 0; first < plan.count; first += plan.different) {
        await client.query(copyQuery, [
          first,
          plan.count,
          plan.from,
          plan.to,
          pack.identity.code,
          jurisdiction,
        ]);
      }
    });
    if (!plan.lives) await client.query(sliceQuery, [jurisdiction]);
    for (const { name, definition } of indexes) await timed(name, () => client.query(definition));
    await timed('vacuum', () => client.query('VACUUM (ANALYZE) incident, incident_search, search_slice'));
    // Last: a county without it was not finished.
    await client.query('INSERT INTO search_mark (jurisdiction, form, seq) VALUES ($1, $2, 0)', [
      jurisdiction,
      form,
    ]);
  } finally {
    client.release(true);
  }
  return took;
}

const indexQuery = `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
  WHERE tablename IN ('incident', 'incident_search') AND indexname NOT LIKE '%_pkey' ORDER BY 1`;
const sliceQuery = `INSERT INTO search_slice (jurisdiction, number, incidents, first_at, last_at) OVERRIDING SYSTEM VALUE
  SELECT $1, slice, count(*), min(reported_at), max(reported_at) FROM incident_search GROUP BY slice`;

/** Grams of what is open and what is not. */
const [open, closed] = [facet('state', 'open'), facet('state', 'closed')];
/** Grams of the slices of a shelf. */
const sliceGrams = Array.from({ length: 1 << shelfBits }, (_, slice) => sliceGram(slice));

/**
 * The statement that writes all patterns once more, from place $1 on in a county of $2 incidents between $3 and $4. The newest
 * are open.
 */
function copyQueryOf(pattern: readonly string[]): string {
  const own: Record<string, string> = {
    id: 'n.id',
    reported_at: 'n.at',
    due_at: 'n.at + 86400000',
    closed_at: 'CASE WHEN n.is_open THEN NULL ELSE n.at + 36000000 END',
    open: 'n.is_open',
    overdue: 'n.is_open AND n.serial % 30 = 0',
    ended: "CASE WHEN n.is_open THEN NULL ELSE 'archived' END",
    node: "CASE WHEN n.is_open THEN 'handling' ELSE 'archived' END",
  };
  const columns = [...new Set([...pattern, ...Object.keys(own)])];
  return `
  WITH n AS MATERIALIZED (
    SELECT *, $5::text || to_char(to_timestamp(at / 1000) AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')
      || lpad((place % 100000)::text, 5, '0') AS id, 1 + place / ${sliceSize} AS slice,
      CASE WHEN place > $2::int - 40000 THEN serial % 3 = 0 ELSE false END AS is_open
    FROM (
      SELECT serial, text, grams, $1::int + serial AS place,
        ($3::float8 + ($4::float8 - $3::float8) * ($1::int + serial) / $2::int)::bigint AS at
      FROM pattern WHERE $1::int + serial < $2::int
    ) AS p
  ), put AS (
    INSERT INTO incident (${columns.join(', ')})
    SELECT ${columns.map((name) => own[name] ?? `s.${name}`).join(', ')} FROM n JOIN sheet AS s USING (serial)
  )
  INSERT INTO incident_search (jurisdiction, id, reported_at, slice, text, tokens)
  SELECT $6::text, id, at, slice, id || E'\\n' || text, (
    SELECT array_agg(((slice >> ${shelfBits}) << ${gramBits}) | gram)
    FROM unnest((ARRAY[${sliceGrams.join(',')}])[1 + slice % ${sliceGrams.length}] || CASE WHEN is_open THEN array_append(array_remove(grams, ${closed}), ${open}) ELSE grams END) AS gram
  ) FROM n`;
}

/**
 * The same with whole lives and nothing to search: reported, taken on within minutes, closed after ten minutes to three weeks, a
 * tenth of it late, rated by half of those who reported; clocks as the state keeps them.
 */
function liveQueryOf(pattern: readonly string[]): string {
  const ifClosed = (value: string): string => `CASE WHEN n.closed THEN ${value} END`;
  const clock = (due: string, stopped: string): string =>
    `json_build_object('limit', json_build_object('amount', 1 + n.serial % 60, 'unit', 'work-day'), 'startedAt', n.at,
      'dueAt', ${due}, 'stoppedAt', ${ifClosed(stopped)}, 'lapsedAt', CASE WHEN NOT n.closed AND ${due} < $4::float8 THEN ${due} END)`;
  const own: Record<string, string> = {
    id: 'n.id',
    reported_at: 'n.at',
    accepted_at: 'n.at + 23000',
    filed_at: 'n.at + 60000 + n.took / 100',
    dispatched_at: 'n.at + 75000 + n.took / 80',
    signed_at: 'n.at + 90000 + n.took / 40',
    handling_due_at: 'n.due - 7200000',
    handled_at: ifClosed('n.at + n.took - 600000'),
    handled_on_time: ifClosed('n.at + n.took - 600000 <= n.due - 7200000'),
    checked_at: ifClosed('n.at + n.took - 60000'),
    due_at: 'n.due',
    closed_at: ifClosed('n.at + n.took'),
    on_time: ifClosed('n.at + n.took <= n.due'),
    evaluated_at: ifClosed('n.at + n.took + 3600000'),
    rating: ifClosed('1 + n.serial % 5'),
    grass_roots: ifClosed('n.serial % 10 < 9'),
    open: 'NOT n.closed',
    overdue: 'NOT n.closed AND n.due < $4::float8',
    ended: ifClosed("'archived'"),
    node: "CASE WHEN n.closed THEN 'archived' WHEN n.serial % 4 = 0 THEN 'dispatched' ELSE 'handling' END",
    reworks: '(n.serial % 200 = 0)::int',
    extensions: '(n.serial % 500 = 0)::int',
    state: `json_build_object('clocks', json_build_object('whole', ${clock('n.due', 'n.at + n.took')},
        'handling', ${clock('n.due - 7200000', 'n.at + n.took - 600000')},
        'answer', ${clock('n.at + 1800000', 'n.at + 900000 + n.took / 1000')}),
      'reached', json_build_object((ARRAY['village-settled', 'town-settled', 'county-settled', 'ended'])[1 + n.serial % 4], n.at + n.took),
      'rating', json_build_object('own', n.serial % 2 = 0))`,
    counted: `s.procedure = 'standard'`,
  };
  const columns = [...new Set([...pattern, ...Object.keys(own)])];
  return `
  WITH n AS MATERIALIZED (
    SELECT *, at + 86400000 * (2 + serial % 9) AS due, at + took <= $4::float8 AND place <= $2::int AS closed,
      $5::text || to_char(to_timestamp(at / 1000) AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')
        || lpad((place % 100000)::text, 5, '0') AS id
    FROM (
      SELECT serial, $1::int + serial AS place,
        ($3::float8 + ($4::float8 - $3::float8) * ($1::int + serial) / $2::int)::bigint AS at,
        (600000 * power(10, 3.5 * ((serial::bigint * 7919) % 1000) / 1000.0))::bigint AS took
      FROM pattern WHERE $1::int + serial < $2::int
    ) AS p
  )
  INSERT INTO incident (${columns.join(', ')})
  SELECT ${columns.map((name) => own[name] ?? (name === 'jurisdiction' ? '$6::text' : `s.${name}`)).join(', ')}
  FROM n JOIN sheet AS s USING (serial)`;
}

function* patternLines(plan: CountyPlan): Generator<string> {
  const roll = dice(20261122);
  const names = namesOf(plan.pack);
  for (let serial = 0; serial < plan.different; serial++) {
    const { detail, remarks, ...row } = patternRow(plan, roll, serial);
    const grids = chainOfColumns(row);
    const { text, grams } = searchDocument({ ...row, detail, remarks, grids, open: false }, names);
    const fields = [
      serial,
      JSON.stringify(row),
      text.slice(row.id.length + 1).replaceAll('\n', '\\n'),
      `{${[...grams].join(',')}}`,
    ];
    yield `${fields.join('\t')}\n`;
  }
}

function patternRow({ pack, count, from, to }: CountyPlan, roll: Dice, serial: number) {
  const cell = roll.pick(narrowCells(pack.grid));
  const village = cell.parent === null ? undefined : pack.grid.byId.get(cell.parent);
  const town = village?.parent ? pack.grid.byId.get(village.parent) : undefined;
  const item = roll.pick(pack.pack.catalogue);
  const [source] = sources[roll.weighted(sources.map(([, weight]) => weight))] ?? ['patrol' as const];
  const at = Math.floor(from + ((to - from) * serial) / count);
  const day = new Date(at + 8 * hourMs).toISOString().slice(0, 10).replaceAll('-', '');
  const road = `${roll.pick(roads)}路`;
  const what = `${road}${roll.pick(marks)}`;
  const phone = `13${String(roll.between(0, 999_999_999)).padStart(9, '0')}`;
  const isCall = source === 'hotline' || source === 'citizen';
  const local = pack.unitsOfGrid([town?.id ?? '', village?.id ?? '']).map(({ id }) => id);
  const unit = roll.pick(item.units.length > 0 && roll.chance(0.3) ? item.units : local);
  return {
    jurisdiction: pack.id,
    id: incidentNumber(pack.pack.identity.code, day, serial % 100_000),
    version: 1,
    state: {},
    procedure: item.procedure,
    node: 'archived',
    queue: 'done',
    item: item.id,
    source,
    title: `${town?.name ?? ''}${roll.chance(0.5) ? road : ''}${item.name.zh}`,
    address: `${village?.name ?? ''}${road}${roll.between(1, 900)}号`,
    detail: isCall
      ? `${roll.pick(surnames)}先生来电：${what}${item.name.zh}${roll.pick(tails)}，联系电话${phone}`
      : `${what}发现${item.name.zh}${roll.pick(tails)}`,
    remarks: `${roll.chance(0.3) ? `已联系${roll.pick(surnames)}师傅到${what}，预计${roll.between(1, 12)}点前完成\n` : ''}${roll.pick(remarks)}`,
    ...chainColumns([town?.id ?? '', village?.id ?? '', cell.id]),
    lead: unit,
    units: [unit],
    urgent: roll.chance(0.05),
    reworks: 0,
    returns: 0,
    extensions: 0,
    supervised: false,
    rings: '111111111',
    lng: cell.centre.lng,
    lat: cell.centre.lat,
    occurrences: 1,
  };
}
