import type { Dice } from '#shared/kernel/dice.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import {
  creditCode,
  firmName,
  lastFour,
  personName,
  phoneNumber,
  shopName,
} from '../simulator/people-words.ts';
import type { Making } from './world-making.ts';

interface At {
  pack: LoadedPack;
  /** What places there are called by. */
  village: string;
  key: string;
}

/** What stands beside a building: two firms with a licence each, five assets, and now and then a site, a store, a project. */
export function thingsOf(making: Making, at: At): void {
  for (let i = 0; i < 2; i++) putFirm(making, at, i);
  for (let i = 0; i < 5; i++) putAsset(making, at, i);
  const { roll } = making;
  if (roll.chance(0.06)) putSite(making, at);
  if (roll.chance(0.05)) putOrganisation(making, at);
  if (roll.chance(0.02)) putResources(making, at);
}

const door = (roll: Dice, village: string): string =>
  `${village}${roll.pick(['路', '东路', '中路', '街'])} ${roll.between(1, 300)} 号`;
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

function putFirm(making: Making, { pack, village, key }: At, i: number): void {
  const { roll, put, now } = making;
  const isShop = roll.chance(0.6);
  const place = making.place();
  const name = isShop ? shopName(roll) : `${village}${firmName(roll)}`;
  const firm = put(
    'firm',
    `${key}/${i}`,
    {
      name,
      code: `${creditCode(roll).slice(0, -4)}${lastFour(roll)}`,
      address: door(roll, village),
      trade: isShop ? roll.pick(['shop', 'food', 'service']) : roll.pick(['making', 'building', 'transport']),
      staff: isShop ? roll.between(1, 6) : roll.between(8, 400),
      risk: roll.pick(['usual', 'usual', 'low', 'raised']),
      head: personName(roll),
      phone: phoneNumber(roll),
    },
    { place, daysAgo: roll.between(0, 88) },
  );
  const issued = now - roll.between(100, 1_500) * dayMs;
  put('licence', `${key}/${i}`, {
    name: isShop
      ? roll.pick(['食品经营许可证', '公共场所卫生许可证', '烟草专卖零售许可证'])
      : roll.pick(['排污许可证', '道路运输经营许可证', '安全生产许可证']),
    number: `JY1320${lastFour(roll)}${lastFour(roll)}`,
    holder: firm,
    issued: day(issued),
    until: day(issued + 1_825 * dayMs),
    issuer: pack.units.has('dept-approval') ? 'dept-approval' : undefined,
  });
  if (isShop || !roll.chance(0.1)) return;
  put(
    'project',
    `${key}/${i}`,
    {
      name: `${village}${roll.pick(['智能制造', '仓储物流', '技术改造'])}项目（演示）`,
      number: `2026-320000-${lastFour(roll)}`,
      firm,
      address: door(roll, village),
      stage: roll.pick(['planned', 'building', 'done']),
      investment: roll.between(500, 90_000),
      begun: day(now - roll.between(30, 600) * dayMs),
    },
    { place },
  );
}

/** By class: what stands in a street. */
const assets: readonly (readonly [string, readonly string[]])[] = [
  ['utility', ['雨水井盖', '污水井盖', '路灯', '消火栓', '通信交接箱']],
  ['road', ['交通信号灯', '人行护栏', '道路指示牌', '公交站亭']],
  ['clean', ['垃圾桶', '公共厕所', '户外广告牌']],
  ['green', ['行道树', '绿地护栏', '花坛']],
  ['house', ['宣传栏', '门牌', '工地围挡']],
  ['other', ['健身器材', '休闲座椅', '非机动车停车架']],
];
const weights = [40, 20, 15, 14, 5, 6];

function putAsset(making: Making, { pack, village, key }: At, i: number): void {
  const { roll, put } = making;
  const [sort, names] = assets[roll.weighted(weights)] ?? ['other', ['设施']];
  const number = String(i).padStart(2, '0');
  put(
    'asset',
    `${key}/${i}`,
    {
      name: roll.pick(names),
      class: sort,
      address: door(roll, village),
      owner: '市政设施管理所',
      code: `${pack.pack.identity.code}${lastFour(roll)}${lastFour(roll)}${number}`,
      condition: roll.chance(0.04) ? roll.pick(['damaged', 'missing']) : 'good',
    },
    { place: making.place(), daysAgo: roll.between(0, 170) },
  );
}

function putSite(making: Making, { village, key }: At): void {
  const { roll, put } = making;
  const [sort, what] = roll.pick([
    ['school', '幼儿园'],
    ['care', '日间照料中心'],
    ['market', '农贸市场'],
    ['works', '安置房工地'],
    ['crowd', '文化活动中心'],
    ['shelter', '应急避难场所'],
  ] as const);
  put(
    'site',
    key,
    {
      name: `${village}${what}（演示）`,
      sort,
      address: door(roll, village),
      capacity: roll.between(40, 1_200),
      keeper: personName(roll),
      'keeper-phone': phoneNumber(roll),
    },
    { place: making.place() },
  );
}

function putOrganisation(making: Making, { village, key }: At): void {
  const { roll, put } = making;
  const [sort, what] = roll.pick([
    ['party', '党支部'],
    ['association', '志愿服务队'],
    ['owners', '业主委员会'],
    ['public', '卫生服务站'],
  ] as const);
  put(
    'organisation',
    key,
    {
      name: `${village}${what}（演示）`,
      sort,
      address: door(roll, village),
      code: `52320000MADEMO${lastFour(roll)}`,
      head: personName(roll),
      phone: phoneNumber(roll),
    },
    { place: making.place() },
  );
}

function putResources(making: Making, { village, key }: At): void {
  const { roll, put } = making;
  const keeper = { keeper: personName(roll), 'keeper-phone': phoneNumber(roll) };
  put(
    'store',
    key,
    {
      name: `${village}应急物资点（演示）`,
      address: door(roll, village),
      ...keeper,
      goods: roll.pick([
        '编织袋 2000、铁锹 60、水泵 4',
        '帐篷 20、棉被 80、折叠床 40',
        '救生衣 50、冲锋舟 2、照明灯 12',
      ]),
    },
    { place: making.place(), daysAgo: roll.between(0, 20) },
  );
  put(
    'vehicle',
    key,
    {
      plate: `苏B·D${lastFour(roll)}`,
      sort: roll.pick(['fire', 'pump', 'crane', 'digger', 'boat', 'ambulance', 'drone']),
      team: `${village}应急队（演示）`,
      state: roll.pick(['ready', 'ready', 'ready', 'out', 'repair']),
      driver: personName(roll),
      'driver-phone': phoneNumber(roll),
    },
    { place: making.place(), daysAgo: roll.between(0, 20) },
  );
}
