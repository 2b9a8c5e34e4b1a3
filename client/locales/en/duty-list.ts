/** Words of the task lists of the posts. */
export const dutyListEn = {
  kind: { patrol: 'Patrol list', collection: 'Collection list' },
  count: '{n} item | {n} items',
  rhythm: { daily: 'daily', weekly: 'weekly', monthly: 'monthly', quarterly: 'quarterly' },
  evidence: { photo: 'keep a photo', record: 'keep a record' },
  coverage: {
    title: 'Task lists',
    total: '{issued} issued, {done} done ({part} in part), {notDone} not done, {found} problems found',
    none: 'No task lists were issued in this window',
    bar: '{done} done ({part} in part), {open} to do, {notDone} not done',
    found: '{n} found',
    all: 'All {n} areas',
  },
};
