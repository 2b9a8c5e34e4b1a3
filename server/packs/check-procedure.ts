import { because, type Reason } from '#shared/kernel/reasons.ts';
import { kindOf } from '#shared/record/kinds.ts';
import { clockSpecOf, type ClockName, type Procedure, type Transition } from '#shared/procedure/schema.ts';
import { type Effect } from '#shared/procedure/effect.ts';
import { type Guard } from '#shared/procedure/guard.ts';

import { checkNeeds } from './check-needs.ts';
import type { ProcedureFault } from './procedure-fault.ts';

/**
 * Follows the graph of a procedure: names that nothing answers to, nodes that cannot be reached or left, clocks that are
 * left running at an end, effects that miss their form field, steps that nobody can tell apart.
 */
export function checkProcedure(procedure: Procedure): ProcedureFault[] {
  const faults = [
    ...checkNames(procedure),
    ...checkClockNames(procedure),
    ...checkSteps(procedure),
    ...checkNeeds(procedure),
  ];
  // The graph says nothing true while its names are wrong.
  return faults.length > 0 ? faults : [...checkGraph(procedure), ...checkClocks(procedure)];
}

function checkNames({ nodes, transitions, start }: Procedure): ProcedureFault[] {
  const faults: ProcedureFault[] = [];
  const known = new Set(nodes.map((node) => node.id));
  const twice = (list: readonly { id: string }[], at: string): void => {
    const seen = new Set<string>();
    list.forEach(({ id }, i) => {
      if (seen.has(id)) faults.push({ keys: [at, i, 'id'], reason: because('check-twice', { id }) });
      seen.add(id);
    });
  };
  twice(nodes, 'nodes');
  twice(transitions, 'transitions');
  if (!known.has(start)) faults.push({ keys: ['start'], reason: because('check-no-node', { node: start }) });
  transitions.forEach(({ from, to }, i) => {
    from.forEach((id, j) => {
      if (!known.has(id))
        faults.push({ keys: ['transitions', i, 'from', j], reason: because('check-no-node', { node: id }) });
    });
    if (to !== undefined && !known.has(to))
      faults.push({ keys: ['transitions', i, 'to'], reason: because('check-no-node', { node: to }) });
  });
  return faults;
}

/** Clocks that a procedure speaks of are its own, and the whole life always has one. */
function checkClockNames(procedure: Procedure): ProcedureFault[] {
  const faults: ProcedureFault[] = [];
  const want = (clock: ClockName | undefined, keys: (string | number)[]): void => {
    if (clock !== undefined && !clockSpecOf(procedure, clock))
      faults.push({ keys, reason: because('check-no-clock', { clock }) });
  };
  procedure.clocks.forEach(({ id }, i) => {
    if (procedure.clocks.findIndex((one) => one.id === id) !== i)
      faults.push({ keys: ['clocks', i, 'id'], reason: because('check-twice', { id }) });
  });
  if (!procedure.startClocks.includes('whole'))
    faults.push({ keys: ['startClocks'], reason: because('check-whole-starts') });
  procedure.startClocks.forEach((clock, i) => want(clock, ['startClocks', i]));
  procedure.transitions.forEach(({ effects }, i) =>
    effects.forEach((effect, j) => want(clockOf(effect), ['transitions', i, 'effects', j])),
  );
  return faults;
}

function clockOf(effect: Effect): ClockName | undefined {
  return 'clock' in effect ? effect.clock : effect.do === 'sign' ? effect.stops : undefined;
}

/** Form fields that an effect reads. */
function wantedField(effect: Effect, procedure: Procedure): string | undefined {
  switch (effect.do) {
    case 'assign':
      return effect.units === 'form' ? 'lead' : undefined;
    case 'open':
      return effect.for === 'form' ? 'units' : undefined;
    case 'start':
      // One that starts with the report has got its limit there.
      return clockSpecOf(procedure, effect.clock)?.limit === 'given' &&
        !procedure.startClocks.includes(effect.clock)
        ? 'limit'
        : undefined;
    case 'rate':
      return 'rating';
    case 'grade':
      return 'grade';
    case 'merge':
      return 'into';
    default:
      return undefined;
  }
}

function checkSteps(procedure: Procedure): ProcedureFault[] {
  const { nodes, transitions } = procedure;
  const faults: ProcedureFault[] = [];
  transitions.forEach((transition, i) => {
    const { effects, form, autoAfterMs, by } = transition;
    effects.forEach((effect, j) => {
      const field = wantedField(effect, procedure);
      if (field && !form.some((one) => one.id === field))
        faults.push({
          keys: ['transitions', i, 'effects', j],
          reason: because('check-needs-field', { effect: effect.do, field }),
        });
    });
    if (autoAfterMs !== undefined && !by.includes('system'))
      faults.push({
        keys: ['transitions', i, 'by'],
        reason: because('check-by-itself'),
      });
    faults.push(...checkReporter(transition, i, procedure), ...checkForm(form, ['transitions', i, 'form']));
  });
  faults.push(...checkForm(procedure.form, ['form']));
  for (const { id } of nodes) {
    const here = transitions.flatMap((one, i) =>
      one.key !== undefined && one.from.includes(id) ? [[one, i] as const] : [],
    );
    here.forEach(([one, i], n) => {
      const other = here
        .slice(0, n)
        .find(([earlier]) => earlier.key === one.key && mayBothBeTaken(earlier, one));
      if (other)
        faults.push({
          keys: ['transitions', i, 'key'],
          reason: because('check-key-taken', { node: id, key: one.key ?? '', other: other[0].id }),
        });
    });
  }
  return faults;
}

/** What the public page asks for when the reporter takes a step. */
const reporterFields: ReadonlySet<string> = new Set(['rating', 'note', 'reason']);

function checkReporter(
  { reporter, by, form, effects }: Transition,
  i: number,
  { opens }: Procedure,
): ProcedureFault[] {
  const faults: ProcedureFault[] = [];
  const fault = (key: string, reason: Reason): void =>
    void faults.push({ keys: ['transitions', i, key], reason });
  if (by.includes('citizen') && opens?.includes('citizen') === false)
    fault('by', because('check-citizen-opens'));
  if (by.includes('citizen') && reporter === undefined) fault('by', because('check-citizen-page'));
  if (reporter === undefined) return faults;
  if (!by.includes('citizen')) fault('by', because('check-reporter-citizen'));
  if (reporter === 'rate' && !effects.some((effect) => effect.do === 'rate'))
    fault('reporter', because('check-rating'));
  const strange = form.find(({ id, required }) => required && !reporterFields.has(id));
  if (strange) fault('form', because('check-public-field', { field: strange.id }));
  return faults;
}

function checkForm(form: Transition['form'], keys: (string | number)[]): ProcedureFault[] {
  return form.flatMap(
    ({ id, kind, choices, lists, pattern, of, records, fills, shows }, j): ProcedureFault[] => {
      const faults: ProcedureFault[] = [];
      if (shows !== undefined && kind !== 'evidence')
        faults.push({
          keys: [...keys, j, 'shows'],
          reason: because('check-shows'),
        });
      if (form.findIndex((one) => one.id === id) !== j)
        faults.push({ keys: [...keys, j, 'id'], reason: because('check-twice', { id }) });
      if ((kind === 'choice' || kind === 'checklist') && !choices?.length && of === undefined)
        faults.push({ keys: [...keys, j, 'choices'], reason: because('check-no-choice') });
      if ((kind === 'listed') !== (lists !== undefined))
        faults.push({
          keys: [...keys, j, 'lists'],
          reason: because('check-field-lists'),
        });
      if ((kind === 'record') !== (records !== undefined))
        faults.push({
          keys: [...keys, j, 'records'],
          reason: because('check-field-records'),
        });
      for (const [k, one] of (records ?? []).entries())
        if (!kindOf(one))
          faults.push({
            keys: [...keys, j, 'records', k],
            reason: because('check-no-record-kind', { kind: one }),
          });
      if (fills !== undefined && !form.some(({ id: one, kind: of }) => one === fills && of === 'text'))
        faults.push({ keys: [...keys, j, 'fills'], reason: because('check-no-text', { field: fills }) });
      if (pattern && !isPattern(pattern.match))
        faults.push({ keys: [...keys, j, 'pattern'], reason: because('check-pattern') });
      return faults;
    },
  );
}

function isPattern(match: string): boolean {
  try {
    void new RegExp(match, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Guards that never hold together. */
const exclusive: [Guard, Guard][] = [
  ['own-lead-task', 'own-co-task'],
  ['own-task-unsigned', 'own-task-signed'],
  ['extension-asked', 'extension-not-asked'],
  ['suspension-asked', 'suspension-not-asked'],
  ['running', 'suspended'],
];

function mayBothBeTaken(a: Transition, b: Transition): boolean {
  const apart = exclusive.some(
    ([x, y]) => (a.when.includes(x) && b.when.includes(y)) || (a.when.includes(y) && b.when.includes(x)),
  );
  return !apart && a.by.some((role) => b.by.includes(role));
}

function checkGraph({ nodes, transitions, start }: Procedure): ProcedureFault[] {
  const faults: ProcedureFault[] = [];
  const forth = reach([start], (id) =>
    transitions.flatMap((one) => (one.from.includes(id) && one.to !== undefined ? [one.to] : [])),
  );
  const back = reach(
    nodes.filter((node) => node.end !== undefined).map((node) => node.id),
    (id) => transitions.flatMap((one) => (one.to === id ? one.from : [])),
  );
  nodes.forEach(({ id }, i) => {
    if (!forth.has(id))
      faults.push({ keys: ['nodes', i], reason: because('check-unreachable', { node: id, start }) });
    else if (!back.has(id))
      faults.push({ keys: ['nodes', i], reason: because('check-dead-end', { node: id }) });
  });
  return faults;
}

function reach(from: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set(from);
  for (const id of seen) for (const other of next(id)) seen.add(other);
  return seen;
}

/** Walks all (node, running?) pairs of each clock; one that runs in an end node is never stopped on some way. */
function checkClocks({ nodes, transitions, start, startClocks }: Procedure): ProcedureFault[] {
  const ends = new Set(nodes.filter((node) => node.end !== undefined).map((node) => node.id));
  const used = new Set<ClockName>(startClocks);
  for (const { effects } of transitions)
    for (const effect of effects) if (effect.do === 'start' || effect.do === 'renew') used.add(effect.clock);
  return [...used].flatMap((clock): ProcedureFault[] => {
    const running = reach([`${start} ${startClocks.includes(clock)}`], (pair) => {
      const [id = '', runs] = pair.split(' ');
      return transitions.flatMap((one) =>
        one.from.includes(id) ? [`${one.to ?? id} ${runsAfter(one, clock, runs === 'true')}`] : [],
      );
    });
    return nodes.flatMap(({ id }, i) =>
      ends.has(id) && running.has(`${id} true`)
        ? [{ keys: ['nodes', i], reason: because('check-clock-runs', { clock, node: id }) }]
        : [],
    );
  });
}

function runsAfter({ effects }: Transition, clock: ClockName, runs: boolean): boolean {
  let now = runs;
  for (const effect of effects) {
    if ((effect.do === 'start' || effect.do === 'renew') && effect.clock === clock) now = true;
    if (effect.do === 'stop' && effect.clock === clock) now = false;
  }
  return now;
}
