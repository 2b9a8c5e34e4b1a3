/** Words of the task lists of the posts. */
export const dutyListZh = {
  kind: { patrol: '巡查清单', collection: '信息采集清单' },
  count: '{n} 项',
  rhythm: { daily: '每日', weekly: '每周', monthly: '每月', quarterly: '每季' },
  evidence: { photo: '留照片', record: '留记录' },
  coverage: {
    title: '任务清单',
    total:
      '发出 {issued} 份，完成 {done} 份（部分完成 {part} 份），逾期未做 {notDone} 份，发现问题 {found} 个',
    none: '此时段没有发出任务清单',
    bar: '完成 {done} 份（部分完成 {part} 份），待办 {open} 份，逾期未做 {notDone} 份',
    found: '问题 {n}',
    all: '全部 {n} 个区域',
  },
};
