import { isReasonId } from '#shared/kernel/reasons.ts';
import { reasonOf } from '../../../locales/reason.ts';

/** Why a cell is at fault, in the language of the screen; what a newer server says stands as it came. */
export function cellWords({
  reason,
  reasonId,
  values,
}: {
  reason: string;
  reasonId?: string | undefined;
  values?: Readonly<Record<string, string | number>> | undefined;
}): string {
  const isKnown = reasonId !== undefined && isReasonId(reasonId);
  return reasonOf({ reason, ...(isKnown && { reasonId }), ...(values !== undefined && { values }) });
}
