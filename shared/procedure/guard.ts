/** What must hold besides node and role. `own-…` speaks of the task of the unit the actor acts for. */
export const guards = [
  'own-lead-task', // the actor's unit leads
  'own-co-task', // the actor's unit co-operates
  'own-task-unsigned',
  'own-task-signed',
  'co-tasks-done', // every co-unit has fed back
  'all-tasks-signed', // join: every unit asked has answered
  'all-tasks-done', // join: every unit asked has done its part
  'any-task-done', // join: one unit is enough
  'children-done', // join: every matter opened by this one has come to its close
  'any-child-done',
  'children-open', // a matter opened by this one has not come to its close
  'extension-asked',
  'extension-not-asked',
  'suspension-asked',
  'suspension-not-asked',
  'graded', // it has a grade
  'unrated-by-reporter', // who reported it has not rated what was closed last
  'running', // not suspended
  'suspended',
] as const;
export type Guard = (typeof guards)[number];
