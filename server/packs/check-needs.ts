import { because, type Reason } from '#shared/kernel/reasons.ts';
import type { Need } from '#shared/procedure/guard.ts';
import { clockSpecOf, type Procedure, type Transition } from '#shared/procedure/schema.ts';
import type { ProcedureFault } from './procedure-fault.ts';

/** What steps need besides, and dates that move clocks: names that nothing answers to, and what could never hold. */
export function checkNeeds(procedure: Procedure): ProcedureFault[] {
  const { transitions, clocks } = procedure;
  const faults = transitions.flatMap(({ needs, autoAfterMs }, i) =>
    needs.flatMap((one, j): ProcedureFault[] => {
      const keys = ['transitions', i, 'needs', j];
      const reason =
        // The clockwork looks at a matter when it changes, and time alone changes nothing.
        autoAfterMs !== undefined ? because('check-needs-auto') : faultOf(one, procedure);
      return reason === null ? [] : [{ keys, reason }];
    }),
  );
  clocks.forEach(({ endsOn, countsFrom }, i) => {
    for (const [key, name] of Object.entries({ endsOn, countsFrom })) {
      if (name === undefined) continue;
      const dates = keptFields(procedure).filter(({ id, kind }) => id === name && kind === 'date');
      if (dates.length === 0)
        faults.push({ keys: ['clocks', i, key], reason: because('check-no-date', { name }) });
      else if (!dates.every(({ ahead }) => ahead))
        faults.push({ keys: ['clocks', i, key], reason: because('check-day-ahead', { name }) });
    }
  });
  return [...faults, ...checkExpected(procedure)];
}

function faultOf(one: Need, procedure: Procedure): Reason | null {
  switch (one.is) {
    case 'other-hands': {
      const unknown = one.than.find(
        (step) => step !== 'report' && !procedure.transitions.some(({ id }) => id === step),
      );
      return unknown === undefined ? null : because('check-no-step', { step: unknown });
    }
    case 'term-over':
    case 'once-a-period':
      return clockSpecOf(procedure, one.clock) ? null : because('check-no-clock', { clock: one.clock });
    case 'at-least':
      return keptFields(procedure).some(({ id, kind }) => id === one.field && kind === 'number')
        ? null
        : because('check-no-number', { name: one.field });
  }
}

/** Fields whose values stay with the matter: all of the report, and those marked so. */
function keptFields({ form, transitions }: Procedure): Transition['form'] {
  return [...form, ...transitions.flatMap((one) => one.form.filter(({ keep }) => keep === true))];
}

function checkExpected(procedure: Procedure): ProcedureFault[] {
  const kept = keptFields(procedure);
  return procedure.transitions.flatMap(({ form }, i) =>
    form.flatMap(({ expects, of }, j): ProcedureFault[] => {
      const keys = ['transitions', i, 'form', j];
      const hasReason = form.some(({ id, kind }) => id === 'reason' && kind === 'text');
      const faults: ProcedureFault[] = [];
      if (expects !== undefined && !hasReason) faults.push({ keys, reason: because('check-departs') });
      if (of !== undefined && !kept.some(({ id, kind }) => id === of && kind === 'list'))
        faults.push({ keys, reason: because('check-no-list', { list: of }) });
      return faults;
    }),
  );
}
