import type { ColumnWords } from '../sheet/columns.ts';
import type { Source } from '../incident/incident.ts';

/** What a sheet of matters may tell of each. */
export const historyFields = [
  'id',
  'item',
  'title',
  'detail',
  'lng',
  'lat',
  'grid',
  'address',
  'source',
  'urgent',
  'unit',
  'reported',
  'accepted',
  'filed',
  'dispatched',
  'signed',
  'handled',
  'checked',
  'closed',
  'state',
  'rating',
] as const;
export type HistoryField = (typeof historyFields)[number];

/** Heads that a column may have: Chinese hotlines and grids, and the 311 exports of cities abroad. The first two are the template's. */
export const historyColumns: readonly (ColumnWords<HistoryField> & { zh: string; en: string })[] = [
  column('id', '原编号', 'Number', [
    ...['编号', '案号', '案件编号', '工单编号', '工单号', '事件编号', 'id', 'case id', 'case number'],
    ...[
      'unique key',
      'service request number',
      'service request id',
      'sr number',
      'case enquiry id',
      'request id',
    ],
  ]),
  column('item', '事项', 'Item', [
    ...['事项编号', '事项名称', '类别', '小类', '小类名称', '问题类型', 'complaint type', 'service name'],
    ...['sr type', 'request type', 'category', 'type', 'case title', 'service code'],
  ]),
  column('title', '标题', 'Title', ['事件标题', '诉求标题', '主题', 'subject', 'summary']),
  column('detail', '内容', 'Details', [
    ...['描述', '事件描述', '诉求内容', '问题描述', 'description', 'descriptor', 'notes'],
  ]),
  column('lng', '经度', 'Longitude', ['lng', 'lon', 'long', 'x', 'x坐标']),
  column('lat', '纬度', 'Latitude', ['lat', 'y', 'y坐标']),
  column('grid', '网格', 'Grid', [
    '网格编号',
    '网格名称',
    '所属网格',
    '社区',
    'neighborhood',
    'community area',
    'ward',
  ]),
  column('address', '地址', 'Address', [
    ...['事发地址', '地点', '位置', '发生地点', 'incident address', 'street address', 'location'],
  ]),
  column('source', '来源', 'Source', [
    '渠道',
    '受理渠道',
    '来源渠道',
    'channel',
    'origin',
    'open data channel type',
  ]),
  column('urgent', '紧急', 'Urgent', ['是否紧急', '紧急程度', 'priority']),
  column('unit', '单位', 'Unit', [
    ...[
      '主办单位',
      '承办单位',
      '处置单位',
      '部门',
      'agency',
      'department',
      'owner department',
      'responsible agency',
    ],
  ]),
  column('reported', '上报时间', 'Reported', [
    ...['上报时刻', '受理登记时间', '来电时间', '创建时间', '登记时间', 'created', 'created date', 'open dt'],
    ...['requested datetime', 'opened', 'date opened', 'open date', 'request date'],
  ]),
  column('accepted', '受理时间', 'Accepted', ['受理时刻', 'acknowledged', 'date acknowledged']),
  column('filed', '立案时间', 'Filed', ['立案时刻']),
  column('dispatched', '派遣时间', 'Dispatched', [
    '派遣时刻',
    '派单时间',
    '交办时间',
    'assigned',
    'date assigned',
  ]),
  column('signed', '签收时间', 'Signed', ['签收时刻', '接单时间', 'taken on']),
  column('handled', '处置完成时间', 'Handled', ['处置时间', '反馈时间', '办结时间', 'completed', 'resolved']),
  column('checked', '核查时间', 'Checked', ['核查时刻', '核实时间', 'verified']),
  column('closed', '结案时间', 'Closed', [
    ...['结案时刻', '关闭时间', 'closed date', 'closed dt', 'date closed', 'close date', 'resolution date'],
  ]),
  column('state', '状态', 'State', ['办理状态', '案件状态', 'status', 'case status']),
  column('rating', '评分', 'Rating', ['满意度', '满意度评分', 'score', 'satisfaction']),
];

function column(field: HistoryField, zh: string, en: string, more: readonly string[]) {
  return { field, zh, en, words: [zh, en, ...more] };
}

/** What sources are called in sheets. */
export const sourceWords: Readonly<Record<Source, readonly string[]>> = {
  patrol: ['巡查', '网格巡查', '网格上报', 'patrol', 'employee generated', 'internal'],
  citizen: [
    ...[
      '市民',
      '群众',
      '群众上报',
      '公众上报',
      '小程序',
      '微信',
      'citizen',
      'web',
      'online',
      'website',
      'mobile',
    ],
    ...[
      'app',
      'mobile app',
      'self service',
      'citizens connect app',
      'internet',
      'e-mail',
      'email',
      'social media',
    ],
  ],
  enterprise: ['企业', 'enterprise', 'business'],
  hotline: [
    '热线',
    '12345',
    '12345热线',
    '电话',
    'hotline',
    'phone',
    'phone call',
    'call',
    'constituent call',
    'voice in',
  ],
  department: ['部门', '部门转办', 'department', 'other agency', 'agency'],
  superior: ['上级', '上级交办', 'superior'],
  sensor: ['感知', '物联感知', '传感器', 'sensor'],
  camera: ['视频', '视频监控', '摄像机', 'camera'],
  opinion: ['舆情', '网络舆情', 'opinion', 'media'],
};

/** How a matter stands. */
export const stateWords = {
  open: ['未结', '在办', '办理中', '处置中', '待办', 'open', 'in progress', 'pending', 'assigned', 'started'],
  closed: [
    '已结',
    '结案',
    '已结案',
    '办结',
    '已办结',
    '归档',
    '已归档',
    'closed',
    'completed',
    'resolved',
    'archived',
  ],
  void: [
    '作废',
    '不予立案',
    '已作废',
    '撤回',
    'void',
    'cancelled',
    'canceled',
    'rejected',
    'duplicate',
    'withdrawn',
  ],
} as const;
export const urgentWords: readonly string[] = [
  '是',
  '紧急',
  '特急',
  '高',
  'yes',
  'y',
  'true',
  '1',
  'urgent',
  'high',
  'emergency',
];
