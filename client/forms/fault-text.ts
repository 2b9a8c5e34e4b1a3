import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Field } from '#shared/procedure/field.ts';
import { i18n, say } from '../locales/i18n.ts';
import { reasonOf } from '../locales/reason.ts';
import { faultKey, refusedField, type FieldFault } from './form.ts';

/** What is wrong with a field, as this screen or the server found it; nothing when nothing is. */
export function faultText(
  field: Field,
  faults: readonly FieldFault[],
  refusal: Refusal | null,
): string | undefined {
  const fault = faults.find((one) => one.field === field.id);
  if (fault?.why === 'pattern' && field.pattern) return say(field.pattern.says);
  if (fault) return i18n.global.t(faultKey(fault.why), { min: field.min ?? '', max: field.max ?? '' });
  if (!refusal || refusedField(refusal.field, [field]) === null) return undefined;
  return `${i18n.global.t(`ui.refusal.${refusal.code}`)} · ${reasonOf(refusal)}`;
}
