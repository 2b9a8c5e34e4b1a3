/** Letters and digits that nobody takes for one another from three metres away. */
export const pairingAlphabet = 'ABCDEFHJKMNPQRTUVWXY346789';
export const pairingLength = 6;

/** A code as somebody typed it: any case, with or without spaces and dashes. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '');
}

/** As it stands on the screen: `ABC DEF`. */
export function showCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
