import type { Domain } from '#shared/pack/domain.ts';
import type { Indicator, Series } from '#shared/pack/indicator.ts';
import { must } from '#shared/kernel/must.ts';
import { readTable, type Row } from '../tables.ts';
import { define } from './define.ts';

const rows = readTable('./series.tsv');

/** Systems that report them; in a demo a pretend one speaks in their place, and their names say so. */
const systems: Record<string, readonly [zh: string, en: string]> = {
  tj: ['统计月报', 'statistics'],
  dl: ['供电公司用电采集', 'power company'],
  gs: ['供水调度', 'water company'],
  rq: ['燃气调度', 'gas company'],
  ld: ['路灯管理', 'street lamps'],
  zh: ['环卫综合管理', 'sanitation'],
  zj: ['住建管理', 'construction'],
  jt: ['交通运输', 'transport'],
  ga: ['公安情指', 'police'],
  xf: ['消防指挥', 'fire brigade'],
  qx: ['气象服务', 'weather service'],
  yj: ['应急管理', 'emergency management'],
  wj: ['卫健统计', 'health'],
  hb: ['生态环境监测', 'environment'],
  nl: ['农业农村', 'agriculture'],
  hy: ['海洋渔业', 'fisheries'],
  sl: ['水利工程', 'water works'],
  sc: ['市场监管', 'market supervision'],
  jy: ['教育管理', 'education'],
  mz: ['民政救助', 'civil affairs'],
  rs: ['人社业务', 'labour'],
  yb: ['医疗保障', 'health insurance'],
  wh: ['文旅统计', 'culture'],
  zf: ['政法综治', 'political and legal'],
  hg: ['海关统计', 'customs'],
  zs: ['招商项目', 'investment'],
  cz: ['财政预算', 'budget'],
  sj: ['税务征管', 'tax'],
  jr: ['金融统计', 'finance'],
  jx: ['工业运行', 'industry'],
  kj: ['科技统计', 'science'],
  zr: ['自然资源', 'land'],
  sp: ['政务服务', 'government service'],
  rx: ['12345 热线', '12345 hotline'],
  gg: ['公共资源交易', 'public trading'],
  zz: ['组织工作', 'organisation'],
  xc: ['宣传文明', 'publicity'],
};

const cadenceOf = (row: Row): Series['cadence'] => row('cadence') as Series['cadence'];

/** What other systems report, one value a period. */
export function makeSeries(unitOf: (duty: string) => string): Series[] {
  return rows.map((row) => {
    const [zh, en] = must(systems[row('system')], row('system'));
    const usual = Number(row('usual'));
    return {
      id: row('id'),
      name: { zh: row('zh'), en: row('en') },
      measure: row('measure'),
      decimals: Number(row('decimals')),
      cadence: cadenceOf(row),
      owner: unitOf(row('duty')),
      system: { zh: `${zh}（演示）`, en: `Demo: ${en}` },
      range: row('measure') === '%' ? [0, 100] : [0, Number((usual * 40).toPrecision(2))],
      demo: { usual, swing: Number(row('swing')), grows: Number(row('grows')) },
    };
  });
}

/** An indicator a series, and its growth over a year where that is asked for. */
export function ofSeries(unitOf: (duty: string) => string): Indicator[] {
  return rows.flatMap((row) => {
    const id = row('id');
    const shared = [row('domain') as Domain, unitOf(row('duty'))] as const;
    const edge = (column: string): number | undefined =>
      row(column) === '-' ? undefined : Number(row(column));
    const [low, high] = [edge('low'), edge('high')];
    const bounds = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
    const own = define(id, [row('zh'), row('en')], ...shared, `given(${id})`, {
      measure: row('measure'),
      decimals: Number(row('decimals')),
      cadence: cadenceOf(row),
      better: row('better') as Indicator['better'],
      ...(Object.keys(bounds).length > 0 && { bounds }),
    });
    if (row('growth') !== 'yes') return [own];
    const growth = define(
      `${id}-growth`,
      [`${row('zh')}同比增幅`, `${row('en')}, growth over a year`],
      ...shared,
      `growth(${id})`,
      { measure: '%', decimals: 1, cadence: cadenceOf(row), better: row('better') as Indicator['better'] },
    );
    return [own, growth];
  });
}
