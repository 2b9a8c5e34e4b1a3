import { postsInRecord } from '#shared/access/post.ts';
import type { NamelessId } from '#shared/access/outsiders.ts';

/** Words of the domain that packs do not bring along. */
export const wordsZh = {
  colour: { red: '红', orange: '橙', yellow: '黄', blue: '蓝' },
  colourLong: { red: '红色预警', orange: '橙色预警', yellow: '黄色预警', blue: '蓝色预警' },
  thing: {
    quantity: '监测量',
    series: '数据系列',
    system: '感知系统',
    colour: '预警等级',
    item: '事项',
    domain: '领域',
    procedure: '流程',
    source: '来源',
    indicator: '指标',
  },
  source: {
    patrol: '巡查',
    citizen: '市民',
    enterprise: '企业',
    hotline: '热线',
    department: '部门',
    superior: '上级',
    sensor: '传感器',
    camera: '视频',
    opinion: '舆情',
  },
  /** Who acts without a name of a person. */
  actor: {
    clock: '时钟',
    watchman: '规则值守',
    'warning-keeper': '预警值守',
    system: '系统',
    citizen: '市民',
    enterprise: '企业',
    history: '历史导入',
  } satisfies Record<NamelessId, string>,
  post: { ...postsInRecord, agent: '代办员' },
  role: {
    duty: '值班员',
    leader: '领导',
    handler: '承办人',
    field: '网格员',
    auditor: '审计员',
    admin: '管理员',
    wall: '大屏',
    source: '接入源',
    citizen: '市民',
    system: '系统',
  },
};
