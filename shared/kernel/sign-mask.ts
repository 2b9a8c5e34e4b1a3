/**
 * Forms of codes and telephone numbers: `#` stands for a digit, `?` for a letter, `*` for either, everything else for itself.
 */
const kinds: Readonly<Record<string, RegExp>> = { '#': /^\d$/u, '?': /^\p{L}$/u, '*': /^[\p{L}\d]$/u };
const fitsSign = (mask: string, sign: string): boolean => kinds[mask]?.test(sign) ?? mask === sign;

/** Whether a code is written as its form says, sign by sign. */
export function fitsMask(mask: string, text: string): boolean {
  const [forms, signs] = [[...mask], [...text]];
  return forms.length === signs.length && forms.every((one, i) => fitsSign(one, signs[i] ?? ''));
}

/** A telephone number as people write it, of whatever country. */
export const phoneShape = /^\+?[0-9(][0-9 ()./-]{4,20}[0-9]$/;
export const phoneOrNone = /^(|\+?[0-9(][0-9 ()./-]{4,20}[0-9])$/;

/** What only parts the groups of a telephone number. */
const isPause = (sign: string): boolean => /^[\s().\-/]$/u.test(sign);

/** A telephone number in the groups of a form, whatever groups it was written in; null where it is none of that form. */
export function groupedBy(mask: string, phone: string): string | null {
  const rest = [...phone].filter((sign) => !isPause(sign));
  let told = '';
  for (const one of mask) {
    if (isPause(one)) {
      told += one;
      continue;
    }
    const sign = rest.shift();
    if (sign === undefined || !fitsSign(one, sign)) return null;
    told += sign;
  }
  return rest.length === 0 ? told : null;
}

/** A telephone number as the first form that it has writes it; as it is where it has none of them. */
export function groupedPhone(masks: readonly string[], phone: string): string {
  for (const mask of masks) {
    const told = groupedBy(mask, phone);
    if (told !== null) return told;
  }
  return phone;
}

/** Whether a telephone number has one of the forms; where there are none every one does. */
export const isPhoneOf = (masks: readonly string[] | undefined, phone: string): boolean =>
  !masks || masks.some((mask) => groupedBy(mask, phone) !== null);
