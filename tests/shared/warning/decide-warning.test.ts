import { isRefusal } from '#shared/kernel/refusal.ts';
import { decideWarning } from '#shared/warning/decide-warning.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import type { Warning, WarningCommand, WarningState } from '#shared/warning/warning.ts';
import { expect, it } from 'vitest';
import { duty, handlerOf, leader } from '../../support/incident-world.ts';

const context = { now: 1_000, jurisdiction: 'test', newId: () => 'W1' };
const issue: WarningCommand = {
  kind: 'issue-warning',
  colour: 'orange',
  title: '堤段渗水',
  basis: '水位超警戒',
  measures: '',
  grids: ['t'],
};

it('a warning is signed, adjusted and released, each once', () => {
  const send = (state: Warning | null, command: WarningCommand, actor = duty): Warning => {
    const decision = decideWarning(state, command, { ...context, actor });
    if (isRefusal(decision)) throw new Error(decision.code);
    return decision.facts.reduce<WarningState | null>(
      (folded, fact) => evolveWarning(folded, fact, context.now),
      state,
    ) as Warning;
  };
  const issued = send(null, issue, leader);
  expect(issued).toMatchObject({ id: 'W1', colour: 'orange', signer: leader, version: 1 });
  const adjusted = send(issued, {
    kind: 'adjust-warning',
    warning: 'W1',
    version: 1,
    colour: 'red',
    basis: '继续上涨',
  });
  expect(adjusted).toMatchObject({ colour: 'red', version: 2 });
  expect(() =>
    send(adjusted, { kind: 'adjust-warning', warning: 'W1', version: 1, colour: 'blue', basis: 'x' }),
  ).toThrow('conflict');
  expect(() =>
    send(adjusted, { kind: 'adjust-warning', warning: 'W1', version: 2, colour: 'red', basis: 'x' }),
  ).toThrow('duplicate');
  const released = send(adjusted, { kind: 'release-warning', warning: 'W1', version: 2, basis: '水位回落' });
  expect(released.releasedAt).toBe(1_000);
  expect(() => send(released, { kind: 'release-warning', warning: 'W1', version: 3, basis: 'x' })).toThrow(
    'not-now',
  );
});

it('a warning calls until somebody takes note of it, and again when its colour changes', () => {
  const run = (state: Warning | null, command: WarningCommand): Warning | string => {
    const decision = decideWarning(state, command, { ...context, actor: duty });
    if (isRefusal(decision)) return decision.code;
    return decision.facts.reduce<WarningState | null>(
      (w, fact) => evolveWarning(w, fact, 2_000),
      state,
    ) as Warning;
  };
  const issued = run(null, issue) as Warning;
  const taken = run(issued, { kind: 'take-warning', warning: 'W1' }) as Warning;
  expect(taken.taken).toEqual({ by: duty.name, at: 2_000 });
  expect(run(taken, { kind: 'take-warning', warning: 'W1' })).toBe('conflict');
  const adjust = { kind: 'adjust-warning', warning: 'W1', colour: 'red', basis: '继续上涨' } as const;
  // Whoever saw it before it was taken saw it as it is.
  expect(run(taken, { ...adjust, version: 1 })).toMatchObject({ colour: 'red', version: 3 });
  const adjusted = run(taken, { ...adjust, version: 2 }) as Warning;
  expect(adjusted.taken).toBeUndefined();
  expect(run(adjusted, { kind: 'take-warning', warning: 'W1' })).toMatchObject({ version: 4 });
  expect(
    decideWarning(issued, { kind: 'take-warning', warning: 'W1' }, { ...context, actor: handlerOf('city') }),
  ).toMatchObject({ code: 'forbidden' });
});

it('only a leader or a duty officer signs', () => {
  expect(decideWarning(null, issue, { ...context, actor: handlerOf('city') })).toMatchObject({
    code: 'forbidden',
  });
});
