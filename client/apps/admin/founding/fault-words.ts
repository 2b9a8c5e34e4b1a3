import { isReasonId } from '#shared/kernel/reasons.ts';
import type { NewCountyFault } from '#shared/wire/new-county.ts';
import { reasonOf } from '../../../locales/reason.ts';

/** A fault of a new county in the language of the screen. What this screen has no sentence for stands as it came. */
export function faultWords({ reason, reasonId, values }: NewCountyFault): string {
  const isKnown = reasonId !== undefined && isReasonId(reasonId);
  return reasonOf({ reason, ...(isKnown && { reasonId }), ...(values !== undefined && { values }) });
}
