import { zoneNameOf } from '#shared/clock/zone.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { showTimeOf } from './instant.ts';
import { showNumbersAs } from './number.ts';
import { showPhonesAs } from './phone.ts';

/** Time, numbers and telephone numbers as a county writes them. */
export function showFormsOf({ calendar, identity }: Pick<PackDigest, 'calendar' | 'identity'>): void {
  showTimeOf(zoneNameOf(calendar));
  showNumbersAs(identity.numbers);
  showPhonesAs(identity.phones);
}
