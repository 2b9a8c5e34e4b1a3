import { expect, it } from 'vitest';
import { refuse } from '#shared/kernel/refusal.ts';
import { openLostCode } from '../../../client/apps/report/lost-code.ts';

const matter = {
  number: 'm-1',
  code: '7K3M2Q9A7K3M2Q9A',
  item: { zh: '井盖', en: 'Manhole' },
  place: 'w-1',
  reportedAt: 0,
  state: 'received' as const,
};

it('a number, the code that was sent to it, what was found; a refusal leaves one where one was', async () => {
  const asked: unknown[] = [];
  const { state, ask, open, restart } = openLostCode({
    lost: async (phone) => {
      asked.push(phone);
      return phone === 'x' ? refuse('invalid', 'phone-form', 'phone') : { minutes: 10 };
    },
    openLost: async (phone, code) => {
      asked.push([phone, code]);
      return code === '123456' ? { matters: [matter] } : refuse('unknown', 'once-code-wrong', 'code');
    },
  });
  await ask('x');
  expect(state).toMatchObject({ minutes: null, busy: false, refusal: { field: 'phone' } });
  await ask(' 138 0000 1234 ');
  expect(state).toMatchObject({ minutes: 10, refusal: null });
  await open('000000');
  expect(state).toMatchObject({ minutes: 10, matters: null, refusal: { field: 'code' } });
  await open(' 123456 ');
  expect(state).toMatchObject({ matters: [matter], refusal: null });
  expect(asked.at(-1)).toEqual(['138 0000 1234', '123456']);
  restart();
  expect(state).toMatchObject({ minutes: null, matters: null });
});
