import { demoCredit } from '../credit.ts';
import type { County } from '../county.ts';

/** No towns: 102 communities, 469 grids, 15 dedicated grids, 3,311 micro grids; 6 party departments, 9 of government, 6 institutions. */
export const longgang: County = {
  identity: {
    id: 'longgang',
    code: '330383',
    name: { zh: '龙港市', en: 'Longgang' },
    centre: { zh: '龙港市社会治理中心', en: 'Longgang Governance Centre' },
    levels: [
      { zh: '社区', en: 'Community' },
      { zh: '网格', en: 'Grid' },
      { zh: '微网格', en: 'Micro grid' },
    ],
    facts: { areaKm2: 184, source: '龙港市公开材料：102 个社区、469 个网格、15 个专属网格、3311 个微网格' },
    map: {
      grids: 'grids.topo.json',
      neighbours: 'neighbours.geojson',
      water: ['sea.geojson'],
      places: 'places.geojson',
      boundary: 'boundary.geojson',
      ...demoCredit,
    },
  },
  // The governance centre is the sixth institution; it is the unit `centre`.
  departments: `discipline 市纪委市监委机关 | Discipline Commission
office 市委办公室 | Party Committee Office
party 市委组织部 | Organisation Department
publicity 市委宣传统战部 | Publicity and United Front Department
law 市委政法委员会 | Political and Legal Affairs Commission
masses 市委群团工作部 | Mass Organisations Department
police 市公安局 | Public Security Bureau
development 市经济发展局 | Economic Development Bureau
social 市社会事业局 | Social Affairs Bureau
approval 市行政审批局 | Administrative Approval Bureau
finance 市财政局 | Finance Bureau
land 市自然资源与规划建设局 | Natural Resources and Construction Bureau
farm 市农业农村局 | Agriculture and Rural Affairs Bureau
emergency 市应急管理局 | Emergency Management Bureau
enforcement 市综合行政执法局 | Enforcement Bureau
enterprise 市企业综合服务中心 | Enterprise Service Centre
data 市大数据发展中心 | Data Centre
media 市融媒体中心 | Media Centre
building 市城市建设中心 | City Building Centre
trading 市公共资源交易中心 | Public Resources Trading Centre`,
  duties: {
    education: 'social',
    civil: 'social',
    labour: 'social',
    health: 'social',
    culture: 'social',
    housing: 'land',
    transport: 'land',
    water: 'farm',
    ecology: 'enforcement',
    city: 'enforcement',
    market: 'enforcement',
    lamp: 'enforcement',
    justice: 'law',
    industry: 'development',
    commerce: 'development',
  },
  squads: `综合行政执法一队 | Squad 1
综合行政执法二队 | Squad 2
综合行政执法三队 | Squad 3
综合行政执法四队 | Squad 4
综合行政执法五队 | Squad 5`,
  rescue: [
    '龙港市消防救援大队 | Longgang Fire and Rescue Brigade',
    '龙港市急救中心（120） | Longgang Emergency Medical Centre (120)',
  ],
  further: [
    {
      kind: 'enterprise',
      parent: 'dept-enterprise',
      prefix: 'service',
      list: `税务服务专区 | Tax desk
金融服务专区 | Finance desk
海关服务专区 | Customs desk
供电服务专区 | Power desk
供水服务专区 | Water desk
燃气服务专区 | Gas desk
通信服务专区 | Telecom desk
邮政服务专区 | Post desk
公积金服务专区 | Housing fund desk
人才服务专区 | Talent desk
科创服务专区 | Innovation desk
法律服务专区 | Legal desk
知识产权专区 | Intellectual property desk
融资担保专区 | Guarantee desk
用地保障专区 | Land desk
环保服务专区 | Environment desk
消防服务专区 | Fire safety desk
政策兑现专区 | Policy desk`,
    },
    {
      kind: 'society',
      parent: 'dept-social',
      prefix: 'society',
      list: `船舶检测服务机构 | Ship inspection
一校一医一室服务机构 | School doctors
印刷包装行业协会 | Printing and packaging association
社会救助服务中心 | Social aid service`,
    },
  ],
  wide: 'communities',
  enterpriseServices: true,
  functions: true,
  // 联通基层治理“四平台”、应急协同指挥等 14 个线上线下平台和 99 个省市重大应用.
  connected: {
    platforms: 14,
    applications: 99,
    named: [
      ['基层治理“四平台”', 'Four platforms of grass-roots governance', 'law'],
      ['应急协同指挥', 'Joint emergency command', 'emergency'],
    ],
  },
  seat: '330383-001',
  staffing: [
    { level: 1, post: 'grid-head', title: '社区总网格长' },
    { level: 2, post: 'grid-head', title: '网格长' },
    { level: 2, post: 'grid-member', title: '专职网格员' },
    { level: 2, post: 'liaison', title: '兼职网格员' },
    { level: 2, post: 'supervisor', title: '网格指导员' },
    { level: 3, post: 'information-officer', title: '微网格长' },
  ],
  // As many as there are body recorders.
  officers: { total: 477, title: '执法队员', post: 'patroller' },
  sensors: {
    'traffic-order': 330,
    'water-farm': 196,
    environment: 152,
    'work-safety': 148,
    'street-lamp': 126,
    emergency: 62,
    'social-security': 22,
    'public-opinion': 12,
  },
  shore: true,
  cameras: 9700,
  resources: 1154,
  outside: true,
  dedicated: [
    ...[
      '青龙湖高新技术产业园',
      '小微企业园',
      '印艺小镇',
      '礼品城市场',
      '世纪大道商圈',
      '华润万象商业综合体',
      '龙港客运中心',
    ],
    ...[
      '滨江核心区',
      '市人民医院',
      '龙港中学',
      '职业中专',
      '舥艚渔港',
      '新渡口农贸市场',
      '海塘安澜工地',
      '鳌江南岸码头',
    ],
  ],
  grades: true,
  demo: {
    incidentsPerDay: 160,
    closedShare: 0.993,
    onTimeShare: 0.97,
    reworkShare: 0.012,
    extensionShare: 0.004,
  },
};
