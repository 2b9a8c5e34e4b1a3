import type { Procedure, Transition } from '#shared/procedure/schema.ts';

/** An act of one's own, as far as the way back depends on it. */
export interface OwnAct {
  /** The node before it, and the nodes that had been reached by then. */
  from: string;
  reached: readonly string[];
  /** The node after it. */
  to: string;
}

/**
 * The step that leads back from where an act has led, among those that are allowed now: to the node it came from, else to
 * one the incident had been in before. It is a step of the procedure like any other, with its own form and its own entry in
 * the ledger. A step that cannot be taken back itself is no way back.
 */
export function wayBack(
  act: OwnAct,
  allowed: readonly Transition[],
  procedure: Pick<Procedure, 'nodes'>,
): Transition | null {
  if (act.from === act.to) return null;
  const place = (node: string): number => procedure.nodes.findIndex(({ id }) => id === node);
  const back = allowed.filter(
    (step) =>
      step.to !== undefined &&
      step.to !== act.to &&
      step.weight !== 'danger' &&
      (step.to === act.from || act.reached.includes(step.to)) &&
      place(step.to) < place(act.to),
  );
  return (
    back.find(({ to }) => to === act.from) ??
    back.toSorted((a, b) => place(b.to ?? '') - place(a.to ?? ''))[0] ??
    null
  );
}
