import { z } from 'zod';

/** The key by which a browser knows who may push to it; null: this house sends no notices. */
export const pushOffer = z.strictObject({ key: z.string().nullable() });
export type PushOffer = z.infer<typeof pushOffer>;

const base64url = (bytes: number) => {
  const length = Math.ceil((bytes * 4) / 3);
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${length}}=*$`, 'u'));
};
/** Where a phone is reached and what its notices are encrypted for, as `PushSubscription.toJSON()` says it. */
export const pushSubscription = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  keys: z.strictObject({ p256dh: base64url(65), auth: base64url(16) }),
});
export type PushSubscriptionGiven = z.infer<typeof pushSubscription>;

/** What a phone is sent: what kind of matter waits and in which grid, never who nor what was said. */
export const pushNotice = z.strictObject({
  title: z.string(),
  body: z.string(),
  /** The matter, to open it by; whoever opens it signs in. Empty: it is about no matter. */
  id: z.string(),
});
export type PushNotice = z.infer<typeof pushNotice>;
