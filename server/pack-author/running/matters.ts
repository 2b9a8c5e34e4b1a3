import { sources } from '#shared/incident/incident.ts';
import { usualDomains, type Domain } from '#shared/pack/domain.ts';
import type { Indicator } from '#shared/pack/indicator.ts';
import type { CatalogueItem, Identity } from '#shared/pack/schema.ts';
import { weightOf } from '../catalogue.ts';
import type { County } from '../county.ts';
import { define, domainNames, dutyOf } from './define.ts';

type UnitOf = (duty: string) => string;
const onTime = { measure: '%', decimals: 1, better: 'more', bounds: { low: 90 } } as const;
const few = { measure: '件', better: 'less' } as const;

/** A domain's matters as a leader asks for them: how many came, how many stand, how fast and how well they were settled. */
export function ofDomains(unitOf: UnitOf): Indicator[] {
  return usualDomains.flatMap(({ id: domain }) => {
    const [zh, en] = domainNames[domain];
    const f = `domains: ${domain}`;
    const one = (
      key: string,
      name: readonly [string, string],
      formula: string,
      more: Parameters<typeof define>[5],
    ): Indicator =>
      define(
        `${domain}-${key}`,
        [`${zh}${name[0]}`, `${en}: ${name[1]}`],
        domain,
        unitOf(dutyOf[domain]),
        formula,
        more,
      );
    return [
      one('reported', ['今日上报', 'reported today'], `reported(${f})`, few),
      one('closed', ['今日办结', 'closed today'], `closed(${f})`, { measure: '件', better: 'more' }),
      one('open', ['在办事件', 'open'], `open(${f})`, few),
      one('overdue', ['超期未结', 'overdue'], `overdue(${f})`, { ...few, bounds: { high: 0 } }),
      one(
        'on-time',
        ['近 30 日按期结案率', 'closed on time, 30 days'],
        `percent(on-time(${f}, over: 30d), due(${f}, over: 30d))`,
        onTime,
      ),
      one('took', ['近 30 日平均办结时长', 'mean time to close, 30 days'], `took-hours(${f}, over: 30d)`, {
        measure: '小时',
        decimals: 1,
        better: 'less',
      }),
      one('sign', ['近 7 日平均签收用时', 'mean time to sign, 7 days'], `sign-minutes(${f}, over: 7d)`, {
        measure: '分钟',
        decimals: 1,
        better: 'less',
        bounds: { high: 60 },
      }),
      one(
        'rework',
        ['近 30 日返工率', 'reworked, 30 days'],
        `percent(reworked(${f}, over: 30d), due(${f}, over: 30d))`,
        { measure: '%', decimals: 2, better: 'less', bounds: { high: 3 } },
      ),
      one(
        'grass-roots',
        ['近 30 日基层化解率', 'settled at the grass roots, 30 days'],
        `percent(grass-roots(${f}, over: 30d), closed(${f}, over: 30d))`,
        { measure: '%', decimals: 1, better: 'more' },
      ),
    ];
  });
}

/** Of frequent items how many came in a week and how many were closed in time; of rare ones how many the year has brought. */
export function ofItems(catalogue: readonly CatalogueItem[]): Indicator[] {
  return catalogue.flatMap(({ id, name, domain, units: [owner = 'centre'] }) => {
    const isFrequent = (weightOf.get(id) ?? 0) >= frequentFrom;
    const f = `items: ${id}`;
    const said = (zh: string, en: string): [string, string] => [`${name.zh}${zh}`, `${name.en}, ${en}`];
    if (!isFrequent)
      return [
        define(
          `item-${id}-year`,
          said('本年发生数', 'this year'),
          domain,
          owner,
          `reported(${f}, over: year)`,
          few,
        ),
      ];
    return [
      define(
        `item-${id}-week`,
        said('近 7 日上报', '7 days'),
        domain,
        owner,
        `reported(${f}, over: 7d)`,
        few,
      ),
      define(
        `item-${id}-on-time`,
        said('近 30 日按期结案率', 'closed on time, 30 days'),
        domain,
        owner,
        `percent(on-time(${f}, over: 30d), due(${f}, over: 30d))`,
        onTime,
      ),
    ];
  });
}
/** Weight from which on a month brings enough of an item for a rate to mean something. */
const frequentFrom = 6;

const procedures: readonly [id: string, zh: string, en: string, domain: Domain][] = [
  ['approval', '审批事项', 'Approvals', 'government-service'],
  ['agency', '帮办代办', 'Matters done by agents', 'government-service'],
  ['enterprise-call', '企呼我应诉求', 'Calls of enterprises', 'economy'],
  ['assistance', '社会救助申请', 'Applications for assistance', 'livelihood'],
  ['mediation', '矛盾纠纷调解', 'Mediation', 'public-order'],
  ['enforcement', '行政执法案件', 'Enforcement cases', 'market'],
  ['random-inspection', '双随机检查', 'Random inspections', 'market'],
  ['one-matter', '一件事', 'One-matter', 'government-service'],
  ['whistle', '网格吹哨', 'Whistles of grids', 'party-and-people'],
  ['order', '一道令', 'Orders', 'government-service'],
  ['reform-item', '改革事项', 'Reform items', 'economy'],
  ['supervision-order', '督办单', 'Supervision orders', 'government-service'],
  ['duty-list', '网格任务清单', 'Task lists of grids', 'party-and-people'],
];

/** A procedure's matters: how many began this month, how many run, how many were in time, and how long they took. */
export function ofProcedures(): Indicator[] {
  return procedures.flatMap(([id, zh, en, domain]) => {
    const f = `procedures: ${id}`;
    return [
      define(
        `${id}-month`,
        [`${zh}本月受理`, `${en}, begun this month`],
        domain,
        'centre',
        `reported(${f}, over: month)`,
        { measure: '件' },
      ),
      define(`${id}-open`, [`${zh}在办`, `${en}, open`], domain, 'centre', `open(${f})`, few),
      define(
        `${id}-on-time`,
        [`${zh}近 90 日按期率`, `${en}, in time, 90 days`],
        domain,
        'centre',
        `percent(on-time(${f}, over: 90d), due(${f}, over: 90d))`,
        onTime,
      ),
      define(
        `${id}-days`,
        [`${zh}近 90 日平均用时`, `${en}, mean time, 90 days`],
        domain,
        'centre',
        `took-hours(${f}, over: 90d) / 24`,
        { measure: '天', decimals: 1, better: 'less' },
      ),
    ];
  });
}

const sourceNames: Record<(typeof sources)[number], readonly [string, string]> = {
  patrol: ['网格巡查', 'patrols'],
  citizen: ['市民上报', 'citizens'],
  enterprise: ['企业上报', 'enterprises'],
  hotline: ['热线来电', 'the hotline'],
  department: ['部门交办', 'departments'],
  superior: ['上级交办', 'superiors'],
  sensor: ['物联感知', 'sensors'],
  camera: ['视频识别', 'camera models'],
  opinion: ['舆情发现', 'public opinion'],
};

const owner = 'centre';
const service = 'government-service' as const;

/** Who found what the county knows of, and all matters together, for each square kilometre and, where it is stated, each head. */
export function ofSources({ identity }: County, unitOf: UnitOf): Indicator[] {
  const found = sources.map((source) => {
    const [zh, en] = sourceNames[source];
    const formula = `percent(reported(sources: ${source}, over: 30d), reported(over: 30d))`;
    return define(
      `found-${source}`,
      [`${zh}发现占比（近 30 日）`, `Found by ${en}, 30 days`],
      service,
      owner,
      formula,
      { measure: '%', decimals: 1 },
    );
  });
  return [...found, ...ofAll(unitOf), ...ofDensity(identity.facts)];
}

/** All matters of the kind that figures count. */
function ofAll(unitOf: UnitOf): Indicator[] {
  return [
    define('all-reported', ['今日上报事件', 'Reported today'], service, owner, 'reported()', few),
    define('all-open', ['在办事件总数', 'Open matters'], service, owner, 'open()', few),
    define(
      'all-overdue-share',
      ['在办事件超期占比', 'Open matters overdue'],
      service,
      owner,
      'percent(overdue(), open())',
      { measure: '%', decimals: 1, better: 'less', bounds: { high: 5 } },
    ),
    define(
      'all-on-time',
      ['近 30 日按期结案率', 'Closed on time, 30 days'],
      service,
      owner,
      'percent(on-time(over: 30d), due(over: 30d))',
      { ...onTime, bounds: { low: 95 } },
    ),
    define(
      'all-closing',
      ['近 30 日结案率', 'Closed of what was due, 30 days'],
      service,
      owner,
      'percent(due-closed(over: 30d), due(over: 30d))',
      onTime,
    ),
    define(
      'all-filing',
      ['近 30 日立案率', 'Filed of what was accepted, 30 days'],
      service,
      owner,
      'percent(filed(over: 30d), accepted(over: 30d))',
      { measure: '%', decimals: 1, better: 'more' },
    ),
    define(
      'all-satisfied',
      ['近 30 日群众满意率', 'Satisfied, 30 days'],
      'livelihood',
      unitOf('civil'),
      'percent(content(over: 30d), rated(over: 30d))',
      { ...onTime },
    ),
  ];
}

function ofDensity({ population, areaKm2 }: Identity['facts']): Indicator[] {
  return [
    ...(areaKm2 === undefined
      ? []
      : [
          define(
            'all-per-km2',
            ['每平方公里近 30 日事件数', 'Matters a km², 30 days'],
            'city-management',
            owner,
            'reported(over: 30d) / area',
            { measure: '件/km²', decimals: 2 },
          ),
        ]),
    ...(population === undefined
      ? []
      : [
          define(
            'all-per-head',
            ['每万人近 30 日事件数', 'Matters per 10,000 people, 30 days'],
            'livelihood',
            owner,
            'reported(over: 30d) / population * 10000',
            { measure: '件/万人', decimals: 2 },
          ),
        ]),
  ];
}
