import type { RecordKind } from './kind.ts';

const two = (zh: string, en: string) => ({ zh, en });
const choice = (id: string, zh: string, en: string) => ({ id, name: two(zh, en) });

/** 物: assets (部件) by the six classes of urban-management practice, and what the resource centre can send. */
export const thingKinds: readonly RecordKind[] = [
  {
    id: 'asset',
    realm: 'things',
    name: two('部件', 'Assets'),
    title: 'name',
    beside: ['code', 'class', 'condition'],
    rhythmDays: 180,
    keepYears: 10,
    truth: two('城市管理部件普查', 'Survey of urban assets'),
    fields: [
      { id: 'name', name: two('名称', 'Name'), type: 'text', required: true, find: 'words' },
      { id: 'code', name: two('标识码', 'Code'), type: 'code', find: 'number' },
      {
        id: 'class',
        name: two('大类', 'Class'),
        type: 'choice',
        required: true,
        choices: [
          choice('utility', '公用设施', 'Utilities'),
          choice('road', '道路交通', 'Roads and traffic'),
          choice('clean', '市容环境', 'Streetscape'),
          choice('green', '园林绿化', 'Greenery'),
          choice('house', '房屋土地', 'Houses and land'),
          choice('other', '其他设施', 'Other'),
        ],
      },
      { id: 'address', name: two('位置', 'Where'), type: 'text', find: 'words' },
      { id: 'owner', name: two('权属单位', 'Owner'), type: 'text' },
      {
        id: 'condition',
        name: two('状况', 'Condition'),
        type: 'choice',
        choices: [
          choice('good', '完好', 'Good'),
          choice('damaged', '破损', 'Damaged'),
          choice('missing', '缺失', 'Missing'),
        ],
      },
    ],
  },
  {
    id: 'vehicle',
    realm: 'things',
    name: two('应急车辆装备', 'Vehicles and plant'),
    title: 'plate',
    beside: ['sort', 'team', 'state'],
    rhythmDays: 30,
    keepYears: 3,
    truth: two('资源中心', 'Resource centre'),
    fields: [
      { id: 'plate', name: two('牌号', 'Plate'), type: 'code', required: true, find: 'number' },
      {
        id: 'sort',
        name: two('类别', 'Sort'),
        type: 'choice',
        choices: [
          choice('fire', '消防车', 'Fire engine'),
          choice('ambulance', '救护车', 'Ambulance'),
          choice('pump', '排涝车', 'Pump lorry'),
          choice('crane', '吊车', 'Crane'),
          choice('boat', '冲锋舟', 'Boat'),
          choice('digger', '挖掘机', 'Digger'),
          choice('drone', '无人机', 'Drone'),
        ],
      },
      { id: 'team', name: two('所属队伍', 'Team'), type: 'text', find: 'words' },
      {
        id: 'state',
        name: two('状态', 'State'),
        type: 'choice',
        choices: [
          choice('ready', '待命', 'Ready'),
          choice('out', '出勤', 'Out'),
          choice('repair', '维修', 'In repair'),
        ],
      },
      { id: 'driver', name: two('驾驶员', 'Driver'), type: 'text', personal: 'name', find: 'words' },
      {
        id: 'driver-phone',
        name: two('电话', 'Telephone'),
        type: 'phone',
        personal: 'contact',
        find: 'number',
      },
    ],
  },
  {
    id: 'store',
    realm: 'things',
    name: two('应急物资库', 'Stores'),
    title: 'name',
    beside: ['goods', 'address'],
    rhythmDays: 30,
    keepYears: 3,
    truth: two('资源中心', 'Resource centre'),
    fields: [
      { id: 'name', name: two('名称', 'Name'), type: 'text', required: true, find: 'words' },
      { id: 'address', name: two('地址', 'Address'), type: 'text', find: 'words' },
      { id: 'goods', name: two('物资', 'Goods'), type: 'text', find: 'words' },
      { id: 'keeper', name: two('保管人', 'Keeper'), type: 'text', personal: 'name', find: 'words' },
      {
        id: 'keeper-phone',
        name: two('电话', 'Telephone'),
        type: 'phone',
        personal: 'contact',
        find: 'number',
      },
    ],
  },
];
