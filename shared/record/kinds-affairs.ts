import type { RecordKind } from './kind.ts';

const two = (zh: string, en: string) => ({ zh, en });
const choice = (id: string, zh: string, en: string) => ({ id, name: two(zh, en) });

/** 组织: firms and other organisations. */
export const organisationKinds: readonly RecordKind[] = [
  {
    id: 'firm',
    realm: 'organisations',
    name: two('企业商户', 'Firms and traders'),
    title: 'name',
    beside: ['code', 'trade', 'address'],
    rhythmDays: 90,
    keepYears: 10,
    truth: two('市场主体登记', 'Business register'),
    fields: [
      { id: 'name', name: two('名称', 'Name'), type: 'text', required: true, find: 'words' },
      { id: 'code', name: two('统一社会信用代码', 'Credit code'), type: 'code', find: 'number' },
      { id: 'address', name: two('经营地址', 'Address'), type: 'text', find: 'words' },
      {
        id: 'trade',
        name: two('行业', 'Trade'),
        type: 'choice',
        choices: [
          choice('making', '制造', 'Manufacturing'),
          choice('building', '建筑', 'Construction'),
          choice('shop', '批发零售', 'Shops and wholesale'),
          choice('food', '餐饮住宿', 'Food and lodging'),
          choice('transport', '交通运输', 'Transport'),
          choice('service', '居民服务', 'Services'),
          choice('farm', '农林渔', 'Farming'),
        ],
      },
      { id: 'staff', name: two('用工', 'Staff'), type: 'number', unit: two('人', 'people') },
      {
        id: 'risk',
        name: two('安全风险', 'Risk'),
        type: 'choice',
        choices: [
          choice('major', '重大', 'Major'),
          choice('raised', '较大', 'Raised'),
          choice('usual', '一般', 'Usual'),
          choice('low', '低', 'Low'),
        ],
      },
      {
        id: 'head',
        name: two('法定代表人', 'Legal representative'),
        type: 'text',
        personal: 'name',
        find: 'words',
      },
      { id: 'phone', name: two('联系电话', 'Telephone'), type: 'phone', personal: 'contact', find: 'number' },
    ],
  },
  {
    id: 'organisation',
    realm: 'organisations',
    name: two('机关社团', 'Organisations'),
    title: 'name',
    beside: ['sort', 'address', 'code'],
    rhythmDays: 180,
    keepYears: 10,
    truth: two('机构编制、社会组织登记', 'Registers of offices and associations'),
    fields: [
      { id: 'name', name: two('名称', 'Name'), type: 'text', required: true, find: 'words' },
      { id: 'code', name: two('统一社会信用代码', 'Credit code'), type: 'code', find: 'number' },
      { id: 'address', name: two('地址', 'Address'), type: 'text', find: 'words' },
      {
        id: 'sort',
        name: two('类别', 'Sort'),
        type: 'choice',
        choices: [
          choice('office', '机关', 'Office'),
          choice('public', '事业单位', 'Public body'),
          choice('party', '党组织', 'Party branch'),
          choice('association', '社会组织', 'Association'),
          choice('owners', '业主委员会', 'Owners’ committee'),
        ],
      },
      { id: 'head', name: two('负责人', 'In charge'), type: 'text', personal: 'name', find: 'words' },
      { id: 'phone', name: two('联系电话', 'Telephone'), type: 'phone', personal: 'contact', find: 'number' },
    ],
  },
];

/** 事: licences, investment projects, and who holds which power (权责清单) on what basis, from when to when. */
export const affairKinds: readonly RecordKind[] = [
  {
    id: 'licence',
    realm: 'affairs',
    name: two('证照', 'Licences'),
    title: 'name',
    beside: ['number', 'holder', 'until'],
    keepYears: 10,
    truth: two('电子证照库', 'Register of licences'),
    fields: [
      { id: 'name', name: two('证照', 'Licence'), type: 'text', required: true, find: 'words' },
      { id: 'number', name: two('编号', 'Number'), type: 'code', required: true, find: 'number' },
      {
        id: 'holder',
        name: two('持证主体', 'Holder'),
        type: 'record',
        of: ['firm', 'organisation', 'person'],
      },
      { id: 'issuer', name: two('发证单位', 'Issued by'), type: 'unit' },
      { id: 'issued', name: two('发证日期', 'Issued'), type: 'date' },
      { id: 'until', name: two('有效期至', 'Valid until'), type: 'date' },
    ],
  },
  {
    id: 'project',
    realm: 'affairs',
    name: two('投资项目', 'Investment projects'),
    title: 'name',
    beside: ['number', 'stage', 'investment'],
    rhythmDays: 90,
    keepYears: 10,
    truth: two('投资项目在线审批监管平台', 'Register of investment projects'),
    fields: [
      { id: 'name', name: two('项目名称', 'Project'), type: 'text', required: true, find: 'words' },
      { id: 'number', name: two('项目代码', 'Number'), type: 'code', find: 'number' },
      { id: 'firm', name: two('建设单位', 'Builder'), type: 'record', of: ['firm', 'organisation'] },
      { id: 'address', name: two('建设地点', 'Where'), type: 'text', find: 'words' },
      {
        id: 'stage',
        name: two('阶段', 'Stage'),
        type: 'choice',
        choices: [
          choice('planned', '前期', 'Planned'),
          choice('building', '在建', 'Under way'),
          choice('done', '竣工', 'Finished'),
          choice('stopped', '停缓建', 'Stopped'),
        ],
      },
      {
        id: 'investment',
        name: two('总投资', 'Investment'),
        type: 'number',
        unit: two('万元', '10,000 yuan'),
      },
      { id: 'begun', name: two('开工', 'Begun'), type: 'date' },
    ],
  },
  {
    id: 'power',
    realm: 'affairs',
    name: two('权责事项', 'Powers'),
    title: 'name',
    beside: ['sort', 'holder', 'basis'],
    keepYears: 30,
    truth: two('权责清单', 'List of powers'),
    fields: [
      { id: 'name', name: two('事项', 'Power'), type: 'text', required: true, find: 'words' },
      { id: 'number', name: two('编码', 'Number'), type: 'code', find: 'number' },
      {
        id: 'sort',
        name: two('类型', 'Sort'),
        type: 'choice',
        choices: [
          choice('permit', '行政许可', 'Permits'),
          choice('penalty', '行政处罚', 'Penalties'),
          choice('force', '行政强制', 'Coercion'),
          choice('levy', '行政征收', 'Levies'),
          choice('grant', '行政给付', 'Grants'),
          choice('check', '行政检查', 'Inspections'),
          choice('service', '公共服务', 'Services'),
          choice('other', '其他', 'Other'),
        ],
      },
      { id: 'holder', name: two('行使主体', 'Held by'), type: 'unit', required: true },
      { id: 'basis', name: two('依据', 'On the basis of'), type: 'text', find: 'words' },
      { id: 'from', name: two('自', 'From'), type: 'date' },
      { id: 'until', name: two('至', 'Until'), type: 'date' },
    ],
  },
];
