import { procedure } from './schema.ts';

const why = { id: 'reason', name: { zh: '理由', en: 'Reason' }, kind: 'text', required: true } as const;
const note = { id: 'note', name: { zh: '说明', en: 'Note' }, kind: 'text', required: false } as const;
const evidence = { id: 'evidence', name: { zh: '证据', en: 'Evidence' }, kind: 'evidence', required: false } as const;
const lead = { id: 'lead', name: { zh: '主办单位', en: 'Lead unit' }, kind: 'unit', required: true } as const;
const co = { id: 'co', name: { zh: '协办单位', en: 'Co-units' }, kind: 'units', required: false } as const;
const rating = { id: 'rating', name: { zh: '评分 1-5', en: 'Rating 1-5' }, kind: 'rating', required: true } as const;
const minute = 60_000;

/**
 * The standard incident procedure of urban-management practice with its side paths:
 * 信息收集 → 案卷建立 → 任务派遣 → 任务处理 → 处理反馈 → 核查结案 → 综合评价.
 */
export const standardProcedure = procedure.parse({
  id: 'standard',
  name: { zh: '标准事件', en: 'Standard incident' },
  version: 1,
  start: 'reported',
  startClocks: ['filing', 'whole'],
  nodes: [
    { id: 'reported', name: { zh: '上报', en: 'Reported' }, queue: 'accept' },
    { id: 'verified', name: { zh: '核实', en: 'Verified' }, queue: 'accept' },
    { id: 'accepted', name: { zh: '受理', en: 'Accepted' }, queue: 'accept' },
    { id: 'filed', name: { zh: '立案', en: 'Filed' }, queue: 'dispatch' },
    { id: 'dispatched', name: { zh: '派遣', en: 'Dispatched' }, queue: 'work' },
    { id: 'signed', name: { zh: '签收', en: 'Signed' }, queue: 'work', rings: [4] },
    { id: 'handling', name: { zh: '处置', en: 'Handling' }, queue: 'work' },
    { id: 'fed-back', name: { zh: '反馈', en: 'Fed back' }, queue: 'check' },
    { id: 'checked', name: { zh: '核查', en: 'Checked' }, queue: 'check' },
    { id: 'closed', name: { zh: '结案', en: 'Closed' }, queue: 'finish', rings: [5] },
    { id: 'evaluated', name: { zh: '评价', en: 'Evaluated' }, queue: 'finish', rings: [6] },
    { id: 'assessed', name: { zh: '考核', en: 'Assessed' }, queue: 'finish', rings: [7] },
    { id: 'archived', name: { zh: '归档', en: 'Archived' }, queue: 'done', rings: [8], end: 'archived' },
    { id: 'not-filed', name: { zh: '不予立案', en: 'Not filed' }, queue: 'done', end: 'not-filed' },
    { id: 'void', name: { zh: '作废', en: 'Void' }, queue: 'done', end: 'void' },
    { id: 'merged', name: { zh: '已合并', en: 'Merged' }, queue: 'done', end: 'merged' },
  ],
  transitions: [
    { id: 'verify', name: { zh: '现场核实', en: 'Verify on site' }, from: ['reported'], to: 'verified', by: ['field', 'duty'], form: [note, evidence], key: 'V' },
    { id: 'accept', name: { zh: '受理', en: 'Accept' }, from: ['reported', 'verified'], to: 'accepted', by: ['duty'], key: 'A', weight: 'main' },
    { id: 'file', name: { zh: '立案', en: 'File' }, from: ['accepted'], to: 'filed', by: ['duty'], key: 'F', weight: 'main', effects: [{ do: 'stop', clock: 'filing' }, { do: 'start', clock: 'dispatch' }] },
    { id: 'refuse-filing', name: { zh: '不予立案', en: 'Do not file' }, from: ['reported', 'verified', 'accepted'], to: 'not-filed', by: ['duty'], form: [why], key: 'N', weight: 'danger', effects: [{ do: 'stop', clock: 'filing' }, { do: 'stop', clock: 'whole' }] },
    { id: 'dispatch', name: { zh: '派遣', en: 'Dispatch' }, from: ['filed'], to: 'dispatched', by: ['duty'], form: [lead, co, note], key: 'D', weight: 'main', effects: [{ do: 'stop', clock: 'dispatch' }, { do: 'assign' }, { do: 'start', clock: 'handling' }] },
    { id: 'self-handle', name: { zh: '自行处置', en: 'Handled on the spot' }, from: ['reported', 'verified', 'accepted', 'filed'], to: 'fed-back', by: ['field', 'duty'], form: [{ ...note, required: true }, evidence], key: 'H', effects: [{ do: 'stop', clock: 'filing' }, { do: 'stop', clock: 'dispatch' }, { do: 'flag', flag: 'self-handled' }, { do: 'start', clock: 'check' }] },
    { id: 'sign', name: { zh: '签收', en: 'Sign' }, from: ['dispatched'], to: 'signed', by: ['handler'], when: ['own-lead-task', 'own-task-unsigned'], key: 'A', weight: 'main', effects: [{ do: 'sign' }] },
    { id: 'co-sign', name: { zh: '协办签收', en: 'Sign as co-unit' }, from: ['dispatched', 'signed', 'handling'], by: ['handler'], when: ['own-co-task', 'own-task-unsigned'], key: 'A', weight: 'main', effects: [{ do: 'sign' }] },
    { id: 'start-work', name: { zh: '开始处置', en: 'Start work' }, from: ['signed'], to: 'handling', by: ['handler'], when: ['own-lead-task', 'running'], form: [note], key: 'W', weight: 'main' },
    { id: 'co-feed-back', name: { zh: '协办反馈', en: 'Feed back as co-unit' }, from: ['dispatched', 'signed', 'handling'], by: ['handler'], when: ['own-co-task', 'own-task-signed'], form: [{ ...note, required: true }, evidence], key: 'B', weight: 'main', effects: [{ do: 'finish-task' }] },
    { id: 'feed-back', name: { zh: '反馈', en: 'Feed back' }, from: ['handling'], to: 'fed-back', by: ['handler'], when: ['own-lead-task', 'own-task-signed', 'co-tasks-done', 'running'], form: [{ ...note, required: true }, evidence], key: 'B', weight: 'main', effects: [{ do: 'finish-task' }, { do: 'stop', clock: 'handling' }, { do: 'start', clock: 'check' }] },
    { id: 'return', name: { zh: '回退', en: 'Return' }, from: ['dispatched', 'signed', 'handling'], to: 'filed', by: ['handler', 'duty'], when: ['running'], form: [why], key: 'R', effects: [{ do: 'withdraw-tasks' }, { do: 'count', what: 'return' }, { do: 'start', clock: 'dispatch' }] },
    { id: 'transfer', name: { zh: '改派', en: 'Transfer' }, from: ['dispatched', 'signed', 'handling'], to: 'dispatched', by: ['duty'], when: ['running'], form: [lead, co, why], key: 'T', effects: [{ do: 'assign' }, { do: 'count', what: 'transfer' }] },
    { id: 'ask-extension', name: { zh: '申请延期', en: 'Ask for more time' }, from: ['signed', 'handling'], by: ['handler'], when: ['own-lead-task', 'extension-not-asked', 'running'], form: [{ id: 'limit', name: { zh: '延长时限', en: 'Longer by' }, kind: 'limit', required: true }, why], key: 'E', effects: [{ do: 'ask', what: 'extension' }] },
    { id: 'grant-extension', name: { zh: '同意延期', en: 'Grant more time' }, from: ['signed', 'handling'], by: ['duty', 'leader'], when: ['extension-asked'], form: [note], key: 'G', effects: [{ do: 'grant', what: 'extension' }] },
    { id: 'deny-extension', name: { zh: '不同意延期', en: 'Deny more time' }, from: ['signed', 'handling'], by: ['duty', 'leader'], when: ['extension-asked'], form: [why], effects: [{ do: 'deny', what: 'extension' }] },
    { id: 'ask-suspension', name: { zh: '申请挂账', en: 'Ask to suspend' }, from: ['signed', 'handling'], by: ['handler'], when: ['own-lead-task', 'suspension-not-asked', 'running'], form: [why], key: 'P', effects: [{ do: 'ask', what: 'suspension' }] },
    { id: 'grant-suspension', name: { zh: '同意挂账', en: 'Suspend' }, from: ['signed', 'handling'], by: ['duty', 'leader'], when: ['suspension-asked', 'running'], form: [note], effects: [{ do: 'grant', what: 'suspension' }] },
    { id: 'deny-suspension', name: { zh: '不同意挂账', en: 'Do not suspend' }, from: ['signed', 'handling'], by: ['duty', 'leader'], when: ['suspension-asked', 'running'], form: [why], effects: [{ do: 'deny', what: 'suspension' }] },
    { id: 'resume', name: { zh: '恢复办理', en: 'Resume' }, from: ['signed', 'handling'], by: ['handler', 'duty'], when: ['suspended'], form: [note], effects: [{ do: 'resume' }] },
    { id: 'pass-check', name: { zh: '核查通过', en: 'Pass the check' }, from: ['fed-back'], to: 'checked', by: ['duty', 'field'], form: [note, evidence], key: 'C', weight: 'main', effects: [{ do: 'stop', clock: 'check' }] },
    { id: 'rework', name: { zh: '返工', en: 'Rework' }, from: ['fed-back', 'checked'], to: 'handling', by: ['duty'], form: [why], key: 'R', when: [], effects: [{ do: 'redo-task' }, { do: 'count', what: 'rework' }, { do: 'start', clock: 'handling' }] },
    { id: 'close', name: { zh: '结案', en: 'Close' }, from: ['checked'], to: 'closed', by: ['duty'], form: [note], key: 'C', weight: 'main', effects: [{ do: 'stop', clock: 'whole' }] },
    { id: 'evaluate', name: { zh: '评价', en: 'Evaluate' }, from: ['closed'], to: 'evaluated', by: ['duty', 'citizen'], form: [rating, note], key: 'E', weight: 'main', effects: [{ do: 'rate' }] },
    { id: 'assess', name: { zh: '考核', en: 'Assess' }, from: ['evaluated'], to: 'assessed', by: ['system', 'duty'], autoAfterMs: 0, effects: [{ do: 'book-points' }] },
    { id: 'archive', name: { zh: '归档', en: 'Archive' }, from: ['assessed'], to: 'archived', by: ['system', 'duty'], autoAfterMs: 5 * minute },
    { id: 'supervise', name: { zh: '督办', en: 'Supervise' }, from: ['accepted', 'filed', 'dispatched', 'signed', 'handling', 'fed-back'], by: ['duty', 'leader'], form: [why], key: 'S', effects: [{ do: 'flag', flag: 'supervised' }, { do: 'count', what: 'supervision' }] },
    { id: 'escalate', name: { zh: '升级', en: 'Escalate' }, from: ['reported', 'verified', 'accepted', 'filed', 'dispatched', 'signed', 'handling', 'fed-back'], by: ['duty', 'system'], form: [why], key: 'U', effects: [{ do: 'flag', flag: 'escalated' }, { do: 'count', what: 'escalation' }] },
    { id: 'appeal', name: { zh: '申诉', en: 'Appeal' }, from: ['closed', 'evaluated', 'assessed'], by: ['handler'], form: [why], effects: [{ do: 'flag', flag: 'appealed' }, { do: 'count', what: 'appeal' }] },
    { id: 'reopen', name: { zh: '回访重开', en: 'Reopen' }, from: ['closed', 'evaluated'], to: 'filed', by: ['duty'], form: [why], key: 'O', effects: [{ do: 'withdraw-tasks' }, { do: 'count', what: 'reopen' }, { do: 'start', clock: 'dispatch' }, { do: 'start', clock: 'whole' }] },
    { id: 'merge', name: { zh: '合并重复', en: 'Merge duplicate' }, from: ['reported', 'verified', 'accepted', 'filed'], to: 'merged', by: ['duty'], form: [{ id: 'into', name: { zh: '并入事件', en: 'Merge into' }, kind: 'incident', required: true }], key: 'M', effects: [{ do: 'merge' }, { do: 'stop', clock: 'filing' }, { do: 'stop', clock: 'dispatch' }, { do: 'stop', clock: 'whole' }] },
    { id: 'void', name: { zh: '作废', en: 'Void' }, from: ['reported', 'verified', 'accepted', 'filed'], to: 'void', by: ['duty'], form: [why], key: 'X', weight: 'danger', effects: [{ do: 'stop', clock: 'filing' }, { do: 'stop', clock: 'dispatch' }, { do: 'stop', clock: 'whole' }] },
    { id: 'force-close', name: { zh: '强制结案', en: 'Force close' }, from: ['filed', 'dispatched', 'signed', 'handling', 'fed-back', 'checked'], to: 'closed', by: ['duty'], form: [why], weight: 'danger', effects: [{ do: 'withdraw-tasks' }, { do: 'flag', flag: 'forced' }, { do: 'stop', clock: 'dispatch' }, { do: 'stop', clock: 'handling' }, { do: 'stop', clock: 'check' }, { do: 'stop', clock: 'whole' }] },
  ],
});
