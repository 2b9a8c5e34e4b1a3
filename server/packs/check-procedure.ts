import type { ClockName, Guard, Procedure, Transition } from '#shared/procedure/schema.ts';

/** What is wrong with a procedure, with keys inside it. */
export interface ProcedureFault {
  keys: (string | number)[];
  reason: string;
}

/**
 * Follows the graph of a procedure: names that nothing answers to, nodes that cannot be reached or left, clocks that are
 * left running at an end, effects that miss their form field, steps that nobody can tell apart.
 */
export function checkProcedure(procedure: Procedure): ProcedureFault[] {
  const faults = [...checkNames(procedure), ...checkSteps(procedure)];
  // The graph says nothing true while its names are wrong.
  return faults.length > 0 ? faults : [...checkGraph(procedure), ...checkClocks(procedure)];
}

function checkNames({ nodes, transitions, start }: Procedure): ProcedureFault[] {
  const faults: ProcedureFault[] = [];
  const known = new Set(nodes.map((node) => node.id));
  const twice = (list: readonly { id: string }[], at: string): void => {
    const seen = new Set<string>();
    list.forEach(({ id }, i) => {
      if (seen.has(id)) faults.push({ keys: [at, i, 'id'], reason: `"${id}" is there twice` });
      seen.add(id);
    });
  };
  twice(nodes, 'nodes');
  twice(transitions, 'transitions');
  if (!known.has(start)) faults.push({ keys: ['start'], reason: `unknown node "${start}"` });
  transitions.forEach(({ from, to }, i) => {
    from.forEach((id, j) => {
      if (!known.has(id))
        faults.push({ keys: ['transitions', i, 'from', j], reason: `unknown node "${id}"` });
    });
    if (to !== undefined && !known.has(to))
      faults.push({ keys: ['transitions', i, 'to'], reason: `unknown node "${to}"` });
  });
  return faults;
}

/** Form fields that an effect reads. */
const wanted: Partial<Record<Transition['effects'][number]['do'], string>> = {
  assign: 'lead',
  rate: 'rating',
  merge: 'into',
};

function checkSteps({ nodes, transitions }: Procedure): ProcedureFault[] {
  const faults: ProcedureFault[] = [];
  transitions.forEach((transition, i) => {
    const { effects, form, autoAfterMs, by } = transition;
    effects.forEach((effect, j) => {
      const field = wanted[effect.do];
      if (field && !form.some((one) => one.id === field))
        faults.push({
          keys: ['transitions', i, 'effects', j],
          reason: `"${effect.do}" needs a form field "${field}"`,
        });
    });
    if (autoAfterMs !== undefined && !by.includes('system'))
      faults.push({
        keys: ['transitions', i, 'by'],
        reason: 'it is taken by itself, so "system" must be among those who may',
      });
    form.forEach(({ id }, j) => {
      if (form.findIndex((one) => one.id === id) !== j)
        faults.push({ keys: ['transitions', i, 'form', j, 'id'], reason: `"${id}" is there twice` });
    });
  });
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
          reason: `in "${id}" the key ${one.key ?? ''} is taken by "${other[0].id}"`,
        });
    });
  }
  return faults;
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
      faults.push({ keys: ['nodes', i], reason: `"${id}" cannot be reached from "${start}"` });
    else if (!back.has(id))
      faults.push({ keys: ['nodes', i], reason: `"${id}" is a dead end: no way leads from it to an end` });
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
    for (const effect of effects) if (effect.do === 'start') used.add(effect.clock);
  return [...used].flatMap((clock): ProcedureFault[] => {
    const running = reach([`${start} ${startClocks.includes(clock)}`], (pair) => {
      const [id = '', runs] = pair.split(' ');
      return transitions.flatMap((one) =>
        one.from.includes(id) ? [`${one.to ?? id} ${runsAfter(one, clock, runs === 'true')}`] : [],
      );
    });
    return nodes.flatMap(({ id }, i) =>
      ends.has(id) && running.has(`${id} true`)
        ? [{ keys: ['nodes', i], reason: `the clock "${clock}" may still run in "${id}"` }]
        : [],
    );
  });
}

function runsAfter({ effects }: Transition, clock: ClockName, runs: boolean): boolean {
  let now = runs;
  for (const effect of effects) {
    if (effect.do === 'start' && effect.clock === clock) now = true;
    if (effect.do === 'stop' && effect.clock === clock) now = false;
  }
  return now;
}
