import { z } from 'zod';
import { refuse } from '#shared/kernel/refusal.ts';
import { pushOffer, pushSubscription } from '#shared/wire/phone-push.ts';
import type { PhonePush } from '../../access/phones.ts';
import { forWho, type Route } from '../route.ts';

const tag = 'session';

/** Notices of tasks on a phone whose page is closed; each hangs on the sign-in that asks for it. */
export function phonePushRoutes({ phonePush }: { phonePush?: PhonePush | undefined }): Route[] {
  return [
    forWho('open-field', {
      method: 'get',
      path: '/account/push',
      tag,
      summary: 'The key by which notices are pushed; null where this house sends none',
      answer: pushOffer,
      handle: () => ({ key: phonePush?.key ?? null }),
    }),
    forWho('open-field', {
      method: 'post',
      path: '/account/push',
      tag,
      summary: 'Has notices of tasks pushed to this phone as long as this sign-in lasts',
      body: pushSubscription,
      answer: z.void(),
      handle({ pack, seat, body }) {
        if (!phonePush || seat === null) return refuse('not-now', 'no-push-here');
        return phonePush.take(pack.id, seat, body);
      },
    }),
    forWho('open-field', {
      method: 'delete',
      path: '/account/push',
      tag,
      summary: 'Ends the notices on this phone',
      answer: z.void(),
      async handle({ seat }) {
        if (seat !== null) await phonePush?.drop(seat);
      },
    }),
  ];
}
