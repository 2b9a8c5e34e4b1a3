import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/clock.ts';
import type { ClockGuard } from '../../commands/clock-guard.ts';
import { forWho, type Route } from '../route.ts';

/** The clock of the server, when it stands where nobody expects it. */
export function clockRoutes(ports: {
  clock: Pick<ClockGuard, 'doubt' | 'confirm'>;
  now: () => number;
}): Route[] {
  const { clock, now } = ports;
  const stateOf = (jurisdiction: string): wire.ClockState => ({
    now: now(),
    doubt: clock.doubt(jurisdiction),
  });
  return [
    forWho('see-clock', {
      method: 'get',
      path: '/clock',
      tag: 'house',
      summary: 'What the clock of the server says, and whether somebody must say that it is right',
      answer: wire.clockState,
      handle: ({ pack }) => stateOf(pack.id),
    }),
    forWho('confirm-clock', {
      method: 'post',
      path: '/clock',
      tag: 'house',
      summary: 'Says that the clock is right, so that orders are taken and deadlines lapse by it',
      body: wire.clockWord,
      answer: wire.clockState,
      async handle({ pack, person, body }) {
        const refused = await clock.confirm(pack.id, body.clock, `${person.id} ${person.name}`);
        return isRefusal(refused) ? refused : stateOf(pack.id);
      },
    }),
  ];
}
