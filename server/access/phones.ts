import type { Notice } from '#shared/access/notice.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { PushSubscriptionGiven } from '#shared/wire/phone-push.ts';

/** Notices on phones whose page is closed. */
export interface PhonePush {
  /** By which browsers know who may push to them. */
  readonly key: string;
  has(seat: string): Promise<boolean>;
  /** Notices go there as long as the sign-in lasts; refuses services that it does not know. */
  take(jurisdiction: string, seat: string, given: PushSubscriptionGiven): Promise<Refusal | undefined>;
  drop(seat: string): Promise<void>;
  /** Tells the phones of these people that there is something for them to read. */
  tell(jurisdiction: string, people: readonly string[], kind: Notice['kind']): Promise<void>;
}
