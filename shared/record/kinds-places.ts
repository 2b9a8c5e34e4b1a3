import type { RecordKind } from './kind.ts';

const two = (zh: string, en: string) => ({ zh, en });
const choice = (id: string, zh: string, en: string) => ({ id, name: two(zh, en) });

/** 地: buildings, the dwellings in them, and sites that many people come to. */
export const placeKinds: readonly RecordKind[] = [
  {
    id: 'dwelling',
    realm: 'places',
    name: two('住房', 'Dwellings'),
    title: 'address',
    beside: ['use', 'area', 'building'],
    rhythmDays: 30,
    keepYears: 10,
    truth: two('不动产登记，网格采集', 'Land register, collected in the grid'),
    fields: [
      { id: 'address', name: two('地址', 'Address'), type: 'text', required: true, find: 'words' },
      { id: 'building', name: two('楼栋', 'Building'), type: 'record', of: ['building'] },
      {
        id: 'use',
        name: two('使用', 'Use'),
        type: 'choice',
        choices: [
          choice('own', '自住', 'Lived in by its owner'),
          choice('let', '出租', 'Let'),
          choice('vacant', '空置', 'Empty'),
          choice('trade', '住改商', 'Used for trade'),
        ],
      },
      { id: 'area', name: two('面积', 'Area'), type: 'number', unit: two('㎡', 'm²') },
      { id: 'landlord', name: two('房东', 'Landlord'), type: 'text', personal: 'name', find: 'words' },
      {
        id: 'landlord-phone',
        name: two('房东电话', 'Landlord’s telephone'),
        type: 'phone',
        personal: 'contact',
        find: 'number',
      },
    ],
  },
  {
    id: 'building',
    realm: 'places',
    name: two('楼栋', 'Buildings'),
    title: 'address',
    beside: ['use', 'floors', 'built'],
    rhythmDays: 180,
    keepYears: 30,
    truth: two('住建房屋库', 'Housing register'),
    fields: [
      { id: 'address', name: two('地址', 'Address'), type: 'text', required: true, find: 'words' },
      {
        id: 'use',
        name: two('用途', 'Use'),
        type: 'choice',
        choices: [
          choice('living', '住宅', 'Housing'),
          choice('farm', '农房', 'Farmhouse'),
          choice('trade', '商业', 'Trade'),
          choice('works', '厂房', 'Works'),
          choice('public', '公共建筑', 'Public'),
        ],
      },
      { id: 'floors', name: two('层数', 'Floors'), type: 'number', unit: two('层', 'floors') },
      { id: 'built', name: two('建成年份', 'Built in'), type: 'number' },
      { id: 'flats', name: two('户数', 'Dwellings'), type: 'number', unit: two('户', 'homes') },
      {
        id: 'safety',
        name: two('安全鉴定', 'Safety'),
        type: 'choice',
        choices: [
          choice('a', 'A 级', 'Class A'),
          choice('b', 'B 级', 'Class B'),
          choice('c', 'C 级', 'Class C'),
          choice('d', 'D 级', 'Class D'),
        ],
      },
      { id: 'chief', name: two('楼栋长', 'Its chief'), type: 'text', personal: 'name', find: 'words' },
      {
        id: 'chief-phone',
        name: two('楼栋长电话', 'The chief’s telephone'),
        type: 'phone',
        personal: 'contact',
        find: 'number',
      },
    ],
  },
  {
    id: 'site',
    realm: 'places',
    name: two('场所', 'Sites'),
    title: 'name',
    beside: ['sort', 'address', 'capacity'],
    rhythmDays: 90,
    keepYears: 10,
    truth: two('行业主管部门，网格采集', 'Departments of the trade, collected in the grid'),
    fields: [
      { id: 'name', name: two('名称', 'Name'), type: 'text', required: true, find: 'words' },
      { id: 'address', name: two('地址', 'Address'), type: 'text', find: 'words' },
      {
        id: 'sort',
        name: two('类别', 'Sort'),
        type: 'choice',
        choices: [
          choice('school', '学校', 'School'),
          choice('care', '养老机构', 'Care home'),
          choice('market', '农贸市场', 'Market'),
          choice('works', '工地', 'Building site'),
          choice('danger', '危化品场所', 'Dangerous goods'),
          choice('crowd', '人员密集场所', 'Crowded place'),
          choice('shelter', '避难场所', 'Shelter'),
        ],
      },
      { id: 'capacity', name: two('容纳', 'Holds'), type: 'number', unit: two('人', 'people') },
      { id: 'keeper', name: two('负责人', 'In charge'), type: 'text', personal: 'name', find: 'words' },
      {
        id: 'keeper-phone',
        name: two('负责人电话', 'Telephone'),
        type: 'phone',
        personal: 'contact',
        find: 'number',
      },
    ],
  },
];
