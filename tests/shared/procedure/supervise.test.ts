import { expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';

const order = must(builtInProcedures.get('supervision-order'), 'supervision-order');
const issuing = [...builtInProcedures.values()].flatMap(({ id, transitions }) =>
  transitions
    .filter(({ effects }) =>
      effects.some((effect) => effect.do === 'open' && effect.item === 'supervision-order'),
    )
    .map(({ form }) => ({ id, form })),
);

it('an order can be issued from the matters of fourteen procedures', () => {
  expect(issuing.length).toBe(14);
});

it.each(issuing)('$id asks for an order all that an order asks for itself', ({ form }) => {
  const asked = form.filter(({ id }) => id !== 'reason').map(({ keep: _, ...field }) => field);
  expect(asked).toEqual(order.form.map(({ keep: _, ...field }) => field));
});
