import { demoCredit } from '../credit.ts';
import { headAndFive, points1223, type County } from '../county.ts';

/**
 * One town of Jiangyin with a centre of its own: 21 first-level and 179 second-level grids. The tree has three levels, so the
 * widest is the town itself, the middle one its first-level grids, the narrow one its second-level grids.
 */
export const xuxiake: County = {
  identity: {
    id: 'xuxiake',
    code: '320281108',
    name: { zh: '徐霞客镇', en: 'Xuxiake' },
    centre: { zh: '徐霞客镇综合管理服务指挥中心', en: 'Xuxiake Command Centre' },
    levels: [
      { zh: '镇', en: 'Town' },
      { zh: '一级网格', en: 'First-level grid' },
      { zh: '二级网格', en: 'Second-level grid' },
    ],
    facts: {
      areaKm2: 110,
      population: 180_000,
      source: '江阴市徐霞客镇改革试点材料：110 平方公里，常住人口 18 万',
    },
    map: {
      grids: 'grids.topo.json',
      neighbours: 'neighbours.geojson',
      water: [],
      places: 'places.geojson',
      boundary: 'boundary.geojson',
      ...demoCredit,
    },
  },
  departments: `office 党政办公室 | Party and Government Office
party 组织人事办公室 | Organisation Office
publicity 宣传文化办公室 | Publicity Office
discipline 纪检监察办公室 | Discipline Office
law 政法和社会管理办公室 | Law and Society Office
petition 信访办公室 | Petitions Office
enforcement 综合执法局 | Enforcement Bureau
approval 政务服务中心 | Service Centre
development 经济发展和改革局 | Economy Bureau
finance 财政和资产管理局 | Finance Bureau
housing 规划建设局 | Planning and Construction Bureau
city 城市管理办公室 | City Management Office
emergency 安全生产监督管理局 | Work Safety Bureau
ecology 环境保护所 | Environment Office
farm 农村工作局 | Rural Affairs Bureau
water 水利农机站 | Water and Farm Machinery Station
social 社会事业局 | Social Affairs Bureau
labour 人力资源和社会保障所 | Labour Office
civil 民政办公室 | Civil Affairs Office
health 卫生和计划生育办公室 | Health Office
education 教育管理中心 | Education Centre
disabled 残疾人联合会 | Disabled Persons' Federation
police 公安派出所 | Police Station
traffic 交警中队 | Traffic Police
market 市场监督管理分局 | Market Supervision
tax 税务分局 | Tax Office
land 自然资源所 | Natural Resources Office
justice 司法所 | Justice Office
transport 交通管理所 | Transport Office
lamp 路灯管理所 | Street Lamp Office
sanitation 环境卫生管理所 | Sanitation Office
fire 专职消防队 | Fire Brigade
power 供电所 | Power Supply
tapwater 自来水公司 | Water Supply
hospital 卫生院 | Health Centre
statistics 统计站 | Statistics Station
women 妇女联合会 | Women's Federation
union 总工会 | Trade Union`,
  duties: { industry: 'development', commerce: 'development', culture: 'publicity' },
  squads: `综合执法一中队 | Squad 1
综合执法二中队 | Squad 2
综合执法三中队 | Squad 3`,
  rescue: [
    '徐霞客镇消防救援站 | Xuxiake Fire and Rescue Station',
    '徐霞客镇 120 急救站 | Xuxiake Emergency Medical Station (120)',
  ],
  further: [],
  wide: 'self',
  seat: '320281-011',
  staffing: [
    { level: 1, post: 'grid-head', title: '镇网格总长' },
    ...headAndFive.map(([post, title]) => ({ level: 2 as const, post, title: `一级${title}` })),
    ...headAndFive.map(([post, title]) =>
      // 1,025 information officers in all: one in each first-level grid, the others down here.
      post === 'information-officer'
        ? { level: 3 as const, post, title, total: 1025 - 21 }
        : { level: 3 as const, post, title },
    ),
  ],
  windows: 14,
  affairs: true,
  officers: { total: 88, title: '执法队员', post: 'handler' },
  sensors: points1223,
  shore: false,
  cameras: 320,
  dedicated: [
    '徐霞客故里景区',
    '徐霞客工业园',
    '马镇农贸市场',
    '璜塘中心小学',
    '峭岐工业集中区',
    '霞客湾科学城',
  ],
  grades: false,
  demo: {
    incidentsPerDay: 60,
    closedShare: 0.992,
    onTimeShare: 0.968,
    reworkShare: 0.016,
    extensionShare: 0.004,
  },
};
