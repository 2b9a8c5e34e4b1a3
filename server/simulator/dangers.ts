import type { Colour } from '#shared/warning/colour.ts';

/** Who and where, for the words of a basis. */
export interface Said {
  county: string;
  town: string;
}
/** What a county is warned of late in the year, in the words of those who warn. */
export interface Danger {
  title: string;
  colour: Colour;
  /** The unit that proposes it, and who foretells it. */
  unit: string;
  source: string;
  isLocal: boolean;
  /** Local hours between which it is proposed, and how many hours it lasts. */
  hour: readonly [from: number, to: number];
  lasts: [least: number, most: number];
  basis(said: Said): string;
  measures: string;
  /** What units are to do; with a catalogue item a matter is opened. */
  actions: readonly { text: string; item?: string }[];
  raise?: { colour: Colour; basis(said: Said): string };
}

export const weathers: readonly Danger[] = [
  {
    title: '大雾',
    colour: 'yellow',
    unit: 'dept-emergency',
    source: '气象台',
    isLocal: false,
    hour: [17, 21],
    lasts: [13, 16],
    basis: ({ county }) => `预计今天夜里到明天上午，${county}大部分地区将出现能见度小于 500 米的雾`,
    measures: '驾车减速慢行、开启雾灯；渡口、码头视能见度停航；学校、幼儿园可推迟到校',
    actions: [{ item: 'slow-traffic', text: '在易雾路段和高速入口巡查疏导' }],
    raise: {
      colour: 'orange',
      basis: () => '多个自动站能见度已低于 200 米，预计还将持续 4 小时以上',
    },
  },
  {
    title: '寒潮',
    colour: 'blue',
    unit: 'dept-emergency',
    source: '气象台',
    isLocal: false,
    hour: [9, 15],
    lasts: [34, 44],
    basis: ({ county }) =>
      `受强冷空气影响，预计 48 小时内${county}日平均气温下降 8℃以上，最低气温 2℃左右，并有偏北风 5～6 级`,
    measures: '注意防寒保暖和用火用电安全；大棚加固覆盖；供水、供气单位做好管线防冻',
    actions: [{ item: 'lonely-elder', text: '走访独居老人和困难户，检查取暖用火用电' }],
    raise: {
      colour: 'yellow',
      basis: () => '24 小时内气温降幅将达 10℃以上，最低气温降至 0℃以下，有冰冻',
    },
  },
  {
    title: '大风',
    colour: 'blue',
    unit: 'dept-emergency',
    source: '气象台',
    isLocal: false,
    hour: [7, 12],
    lasts: [24, 32],
    basis: ({ county }) =>
      `受冷空气影响，预计今天白天到明天上午${county}有偏北风 5～6 级，阵风 7 级，沿江沿海和水面阵风 8 级`,
    measures: '停止高空和水上作业，加固围挡、广告牌和临时搭建物，不在高大树木下停车停留',
    actions: [{ item: 'strong-wind', text: '检查塔吊、围挡、广告牌和临时搭建物' }],
    raise: { colour: 'yellow', basis: () => '风力增大，阵风已达 8 级，水面阵风 9 级，预计持续到明天上午' },
  },
  {
    title: '重污染天气',
    colour: 'yellow',
    unit: 'dept-ecology',
    source: '大气污染防治联席会议办公室',
    isLocal: false,
    hour: [14, 17],
    lasts: [36, 44],
    basis: ({ county }) =>
      `受静稳高湿天气影响，预计未来两天${county}空气质量指数日均值大于 150，首要污染物为细颗粒物`,
    measures: '老人、儿童和病人减少户外活动；停止土石方作业；增加道路洒水；禁止露天焚烧',
    actions: [
      { item: 'construction-dust', text: '检查工地停止土石方作业和裸土覆盖' },
      { item: 'open-burning', text: '巡查田间和垃圾露天焚烧' },
    ],
  },
  {
    title: '森林火险',
    colour: 'yellow',
    unit: 'dept-emergency',
    source: '森林防灭火指挥部办公室',
    isLocal: false,
    hour: [8, 11],
    lasts: [34, 46],
    basis: ({ county }) => `${county}连续多日无有效降水，林下可燃物干燥，森林火险气象等级四级`,
    measures: '禁止林区一切野外用火，进山路口设卡检查，护林员加密巡护',
    actions: [
      { item: 'hidden-danger', text: '检查林区周边企业和墓区用火，清理可燃物' },
      { text: '专业扑火队伍集结待命' },
    ],
  },
];

export const localDangers: readonly Danger[] = [
  {
    title: '燃气管线抢修停气',
    colour: 'yellow',
    unit: 'dept-housing',
    source: '燃气经营企业',
    isLocal: true,
    hour: [8, 14],
    lasts: [5, 8],
    basis: ({ town }) => `${town}一处中压燃气管道受施工损伤，需停气抢修，复供时沿线用户有漏气风险`,
    measures: '关闭灶前阀和表前阀，不动火、不开关电器；复供前逐户确认阀门已关',
    actions: [{ item: 'gas-leak', text: '沿线逐户检测，复供前置换放散' }],
  },
  {
    title: '道路结冰',
    colour: 'yellow',
    unit: 'dept-emergency',
    source: '气象台',
    isLocal: true,
    hour: [17, 20],
    lasts: [12, 15],
    basis: ({ town }) => `预计今天夜里到明天早晨${town}路面温度低于 0℃，桥面、匝道可能结冰`,
    measures: '出行减速，桥面和匝道提前撒布融雪剂，校车视路况停运',
    actions: [{ item: 'slow-traffic', text: '在桥面和匝道值守，撒布融雪剂' }],
  },
  {
    title: '供水管道爆管停水',
    colour: 'blue',
    unit: 'dept-housing',
    source: '供水企业',
    isLocal: true,
    hour: [7, 16],
    lasts: [6, 10],
    basis: ({ town }) => `${town}一条主供水管爆裂，正在抢修，周边小区停水，低洼路段有积水`,
    measures: '提前储水，绕行积水路段；医院、学校和养老机构启用备用水源',
    actions: [{ item: 'water-outage', text: '组织送水，告知恢复供水时间' }],
  },
];
