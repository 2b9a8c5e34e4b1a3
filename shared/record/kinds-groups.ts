import type { RecordKind } from './kind.ts';

const two = (zh: string, en: string) => ({ zh, en });
const choice = (id: string, zh: string, en: string) => ({ id, name: two(zh, en) });

/** Groups of neighbours over dwellings: 党员联户 1+10+N, 楼栋长, 十户长. Each has a head and the dwellings that it looks after. */
export const groupKinds: readonly RecordKind[] = [
  {
    id: 'group',
    realm: 'organisations',
    name: two('联户组', 'Groups of homes'),
    title: 'name',
    beside: ['sort', 'head', 'dwellings'],
    rhythmDays: 90,
    keepYears: 5,
    truth: two('网格党组织', 'Party organisation of the grid'),
    fields: [
      { id: 'name', name: two('名称', 'Name'), type: 'text', required: true, find: 'words' },
      {
        id: 'sort',
        name: two('类别', 'Sort'),
        type: 'choice',
        required: true,
        choices: [
          choice('party', '党员联户（1+10+N）', 'Party members and homes (1+10+N)'),
          choice('building', '楼栋长', 'Building chief'),
          choice('ten', '十户长', 'Head of ten homes'),
        ],
      },
      { id: 'head', name: two('负责人', 'Head'), type: 'record', of: ['person'] },
      { id: 'building', name: two('楼栋', 'Building'), type: 'record', of: ['building'] },
      {
        id: 'dwellings',
        name: two('所联的户', 'Its homes'),
        type: 'records',
        of: ['dwelling'],
        unit: two('户', 'homes'),
      },
    ],
  },
];
