import { demoCredit } from '../credit.ts';
import type { County } from '../county.ts';

/** The source counts 21 towns and 346 villages (2020); the grid follows the statistical division of 2023: 19 towns, 373 villages and communities. */
export const donghai: County = {
  identity: {
    id: 'donghai',
    code: '320722',
    name: { zh: '东海县', en: 'Donghai' },
    centre: { zh: '东海县社会治理综合指挥中心', en: 'Donghai Command Centre' },
    levels: [
      { zh: '镇街网格', en: 'Town grid' },
      { zh: '村级网格', en: 'Village grid' },
      { zh: '基础网格', en: 'Basic grid' },
    ],
    facts: {
      areaKm2: 2037,
      population: 1_246_000,
      source:
        '东海县委改革办 2020-08：2037 平方公里、124.6 万人、21 个乡镇、346 个行政村；网格按 2023 年统计区划（19 个乡镇街道、373 个村居）',
    },
    map: {
      grids: 'grids.topo.json',
      neighbours: 'neighbours.geojson',
      water: ['sea.geojson'],
      places: 'places.geojson',
      boundary: 'boundary.geojson',
      ...demoCredit,
    },
  },
  departments: `office 县政府办公室 | Government Office
law 县委政法委员会 | Political and Legal Affairs Commission
publicity 县委宣传部 | Publicity Department
party 县委组织部 | Organisation Department
reform 县委改革办 | Reform Office
development 县发展和改革委员会 | Development and Reform Commission
education 县教育局 | Education Bureau
industry 县工业和信息化局 | Industry and Information Bureau
police 县公安局 | Public Security Bureau
civil 县民政局 | Civil Affairs Bureau
justice 县司法局 | Justice Bureau
finance 县财政局 | Finance Bureau
labour 县人力资源和社会保障局 | Human Resources and Social Security Bureau
land 县自然资源和规划局 | Natural Resources and Planning Bureau
housing 县住房和城乡建设局 | Housing and Construction Bureau
city 县城市管理局 | City Management Bureau
transport 县交通运输局 | Transport Bureau
water 县水务局 | Water Bureau
farm 县农业农村局 | Agriculture and Rural Affairs Bureau
commerce 县商务局 | Commerce Bureau
culture 县文体广电和旅游局 | Culture, Sport and Tourism Bureau
health 县卫生健康委员会 | Health Commission
emergency 县应急管理局 | Emergency Management Bureau
market 县市场监督管理局 | Market Supervision Bureau
approval 县行政审批局 | Administrative Approval Bureau
ecology 连云港市东海生态环境局 | Ecology and Environment Bureau
crystal 县水晶产业发展服务中心 | Crystal Industry Service Centre`,
  duties: { lamp: 'city' },
  squads: `城市管理综合执法大队 | City management squad
交通运输综合执法大队 | Transport squad
农业综合执法大队 | Agriculture squad
市场监管综合执法大队 | Market supervision squad
应急管理综合执法大队 | Emergency squad`,
  rescue: [
    '东海县消防救援大队 | Donghai Fire and Rescue Brigade',
    '东海县急救中心（120） | Donghai Emergency Medical Centre (120)',
  ],
  further: [],
  wide: 'towns',
  seat: '320722-001',
  staffing: [
    { level: 1, post: 'grid-head', title: '镇街网格长' },
    { level: 2, post: 'grid-head', title: '村级网格长' },
    { level: 2, post: 'supervisor', title: '网格督导员' },
    { level: 2, post: 'liaison', title: '警格联络员' },
    { level: 3, post: 'grid-head', title: '网格长' },
    { level: 3, post: 'grid-member', title: '网格员' },
    { level: 3, post: 'information-officer', title: '信息员' },
  ],
  officers: { total: 90, title: '执法队员', post: 'handler' },
  sensors: {
    'traffic-order': 210,
    'water-farm': 190,
    environment: 130,
    'work-safety': 96,
    'street-lamp': 98,
    emergency: 46,
    'social-security': 20,
    'public-opinion': 10,
  },
  shore: false,
  cameras: 1800,
  dedicated: [
    '东海水晶城',
    '水晶博物馆',
    '循环经济产业园',
    '东海温泉旅游度假区',
    '直播电商产业园',
    '东海县人民医院',
    '石梁河水库',
    '东海高级中学',
  ],
  overview: true,
  stations: true,
  grades: false,
  demo: {
    incidentsPerDay: 120,
    // 6,222 disputes and 56,926 + 130,763 matters of agency in a year, as its account counts them.
    openedPerDay: { mediation: 17, agency: 514 },
    closedShare: 0.988,
    onTimeShare: 0.955,
    reworkShare: 0.02,
    extensionShare: 0.006,
  },
};
