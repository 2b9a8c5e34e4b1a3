import { groupedPhone } from '#shared/kernel/sign-mask.ts';

let forms: readonly string[] = [];
/** The forms of telephone numbers in the county that is shown. */
export function showPhonesAs(now: readonly string[] | undefined): void {
  forms = now ?? [];
}

/** A telephone number in the groups in which the county writes it. */
export const formatPhone = (phone: string | undefined): string => groupedPhone(forms, phone ?? '');
