import { demoCredit } from '../credit.ts';
import { headAndFive, points1223, type County } from '../county.ts';

/** 988 km² in 17, 269 and 1,363 grids, 118 dedicated grids, 25 departments, 7 county squads. */
export const jiangyin: County = {
  identity: {
    id: 'jiangyin',
    code: '320281',
    name: { zh: '江阴市', en: 'Jiangyin' },
    centre: { zh: '江阴市综合管理服务指挥中心', en: 'Jiangyin Command Centre' },
    levels: [
      { zh: '一级网格', en: 'Level-1 grid' },
      { zh: '二级网格', en: 'Level-2 grid' },
      { zh: '三级网格', en: 'Level-3 grid' },
    ],
    facts: {
      areaKm2: 988,
      source: '人民网 2021-01-19：988 平方公里，17 个一级网格、269 个二级网格、1363 个三级网格',
    },
    map: {
      grids: 'grids.topo.json',
      neighbours: 'neighbours.geojson',
      water: ['yangtze.geojson'],
      places: 'places.geojson',
      boundary: 'boundary.geojson',
      ...demoCredit,
    },
  },
  departments: `office 市政府办公室 | Government Office
law 市委政法委员会 | Political and Legal Affairs Commission
publicity 市委宣传部 | Publicity Department
party 市委组织部 | Organisation Department
development 市发展和改革委员会 | Development and Reform Commission
education 市教育局 | Education Bureau
industry 市工业和信息化局 | Industry and Information Bureau
police 市公安局 | Public Security Bureau
civil 市民政局 | Civil Affairs Bureau
justice 市司法局 | Justice Bureau
finance 市财政局 | Finance Bureau
labour 市人力资源和社会保障局 | Human Resources and Social Security Bureau
land 市自然资源和规划局 | Natural Resources and Planning Bureau
housing 市住房和城乡建设局 | Housing and Construction Bureau
city 市城市综合管理局 | City Management Bureau
transport 市交通运输局 | Transport Bureau
water 市水利局 | Water Bureau
farm 市农业农村局 | Agriculture and Rural Affairs Bureau
commerce 市商务局 | Commerce Bureau
culture 市文体广电和旅游局 | Culture, Sport and Tourism Bureau
health 市卫生健康委员会 | Health Commission
emergency 市应急管理局 | Emergency Management Bureau
market 市市场监督管理局 | Market Supervision Bureau
approval 市行政审批局 | Administrative Approval Bureau
ecology 无锡市江阴生态环境局 | Ecology and Environment Bureau`,
  duties: { lamp: 'city' },
  squads: `市场监管综合执法大队 | Market supervision squad
交通运输综合执法大队 | Transport squad
城乡建设综合执法大队 | Construction squad
国土规划综合执法大队 | Land and planning squad
农林水利综合执法大队 | Agriculture and water squad
安全生产综合执法大队 | Work safety squad
卫生监督综合执法大队 | Health inspection squad`,
  rescue: [
    '江阴市消防救援大队 | Jiangyin Fire and Rescue Brigade',
    '江阴市急救中心（120） | Jiangyin Emergency Medical Centre (120)',
  ],
  further: [],
  wide: 'towns',
  seat: '320281-001',
  staffing: [
    { level: 1, post: 'grid-head', title: '一级网格长' },
    { level: 2, post: 'grid-head', title: '二级网格长' },
    ...headAndFive.map(([post, title]) => ({ level: 3 as const, post, title })),
  ],
  officers: { total: 140, title: '执法队员', post: 'handler' },
  sensors: points1223,
  shore: true,
  cameras: 2400,
  dedicated: 118,
  grades: false,
  // Piezometers in a dike age: their zero wanders while the water behind it does not.
  drifts: [{ quantity: 'seepage', overMs: 86_400_000, by: 2 }],
  demo: {
    incidentsPerDay: 486,
    closedShare: 0.99,
    onTimeShare: 0.964,
    reworkShare: 0.018,
    extensionShare: 0.005,
  },
};
