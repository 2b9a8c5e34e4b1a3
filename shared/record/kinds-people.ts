import type { RecordKind } from './kind.ts';

const two = (zh: string, en: string) => ({ zh, en });
const choice = (id: string, zh: string, en: string) => ({ id, name: two(zh, en) });

/** 人: people and the households they live in. */
export const peopleKinds: readonly RecordKind[] = [
  {
    id: 'person',
    realm: 'people',
    name: two('人口', 'People'),
    about: 'person',
    title: 'name',
    beside: ['dwelling', 'stay', 'attention'],
    rhythmDays: 180,
    keepYears: 5,
    truth: two('公安人口库，网格采集', 'Police population register, collected in the grid'),
    fields: [
      {
        id: 'name',
        name: two('姓名', 'Name'),
        type: 'text',
        required: true,
        personal: 'name',
        find: 'words',
      },
      { id: 'dwelling', name: two('住址', 'Lives at'), type: 'record', of: ['dwelling'] },
      { id: 'household', name: two('所属户', 'Household'), type: 'record', of: ['household'] },
      {
        id: 'identity',
        name: two('证件号', 'Identity number'),
        type: 'code',
        personal: 'number',
        find: 'number',
      },
      { id: 'phone', name: two('手机', 'Telephone'), type: 'phone', personal: 'contact', find: 'number' },
      {
        id: 'sex',
        name: two('性别', 'Sex'),
        type: 'choice',
        personal: 'basic',
        choices: [choice('female', '女', 'Female'), choice('male', '男', 'Male')],
      },
      { id: 'birth', name: two('出生日期', 'Born'), type: 'date', personal: 'basic' },
      {
        id: 'stay',
        name: two('居住状态', 'Stay'),
        type: 'choice',
        choices: [
          choice('registered', '户籍在住', 'Registered, lives here'),
          choice('floating', '流动人口', 'From elsewhere'),
          choice('away', '人户分离', 'Registered, lives elsewhere'),
        ],
      },
      {
        id: 'attention',
        name: two('关注', 'Needs attention'),
        type: 'choices',
        personal: 'basic',
        choices: [
          choice('alone', '独居', 'Lives alone'),
          choice('elderly', '高龄', 'Very old'),
          choice('disabled', '残疾', 'Disabled'),
          choice('child', '留守儿童', 'Child left behind'),
          choice('veteran', '退役军人', 'Veteran'),
        ],
      },
      { id: 'died', name: two('死亡日期', 'Died'), type: 'date', personal: 'basic' },
      { id: 'contact', name: two('紧急联系', 'In an emergency'), type: 'phone', personal: 'contact' },
      { id: 'health', name: two('健康', 'Health'), type: 'text', personal: 'health' },
      { id: 'aid', name: two('救助', 'Aid'), type: 'text', personal: 'aid' },
    ],
  },
  {
    id: 'household',
    realm: 'people',
    name: two('户', 'Households'),
    title: 'number',
    beside: ['dwelling', 'members', 'tenure'],
    rhythmDays: 90,
    keepYears: 5,
    truth: two('网格采集', 'Collected in the grid'),
    fields: [
      { id: 'number', name: two('户号', 'Number'), type: 'code', required: true, find: 'number' },
      { id: 'dwelling', name: two('住所', 'Dwelling'), type: 'record', of: ['dwelling'] },
      { id: 'head', name: two('户主', 'Head'), type: 'record', of: ['person'] },
      { id: 'members', name: two('人数', 'People'), type: 'number', unit: two('人', 'living there') },
      {
        id: 'tenure',
        name: two('居住', 'Tenure'),
        type: 'choice',
        choices: [
          choice('own', '自住', 'Own'),
          choice('let', '租住', 'Rented'),
          choice('lent', '借住', 'Lent'),
        ],
      },
    ],
  },
];
