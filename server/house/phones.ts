import type { PhonePush } from '../access/phones.ts';
import { openPhonePush } from '../outgoing/phone-push.ts';
import { openPushKeys } from '../outgoing/push-keys.ts';
import { openPhonePushStore } from '../storage/access/phone-push-store.ts';
import type { HouseGround } from './ground.ts';
import type { Lanes } from './lanes.ts';

/** Notices on phones, where somebody answers for them. */
export async function openPhones(
  ground: HouseGround,
  { ledger, records }: Pick<Lanes, 'ledger' | 'records'>,
): Promise<PhonePush | undefined> {
  const { PUSH_CONTACT: contact, PUSH_HOSTS: hosts, dataDir, ...config } = ground.config;
  if (contact === undefined) return undefined;
  const { PUSH_PUBLIC_KEY: publicKey, PUSH_PRIVATE_KEY: privateKey } = config;
  const keys = await openPushKeys(dataDir, {
    ...(publicKey !== undefined && { publicKey }),
    ...(privateKey !== undefined && { privateKey }),
  });
  const store = openPhonePushStore(ground.database);
  const push = await openPhonePush({ ...ground, ledger, records, store, keys, contact, hosts });
  ground.onStop(push.stop);
  return push.room;
}
