import { because, type Reason } from '../kernel/reasons.ts';
import { isPhoneOf } from '../kernel/sign-mask.ts';

/** What a county says of telephone numbers. */
export interface PhoneForms {
  /** Their forms, where it says any. */
  phones?: readonly string[] | undefined;
  /** Whether its mobile numbers are those of the Chinese mainland; so unless said. */
  isMainland?: boolean;
}

/** Mobile numbers of the mainland have eleven digits; of others only the form is known. */
export function whyNoPhone(phone: string, { phones, isMainland = true }: PhoneForms): Reason | null {
  if (phones && !isPhoneOf(phones, phone)) return because('phone-not-of-form', { form: phones[0] ?? '' });
  if (!/^\+?\d+$/u.test(phone)) return because('cell-digits');
  const count = phone.length;
  if (!phones && isMainland && /^1\d/u.test(phone) && count !== 11)
    return because('cell-digits-eleven', { count });
  return count < 5 || count > 16 ? because('cell-digits-odd', { count }) : null;
}
