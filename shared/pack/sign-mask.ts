import { z } from 'zod';

/**
 * The form of a number or a code (`shared/kernel/sign-mask.ts`). A form and not an expression: what an administrator writes keeps no
 * server busy.
 */
export const signMask = z
  .string()
  .min(2)
  .max(32)
  .regex(/^[\p{L}\p{N}#?*+()./ -]+$/u, 'mask-form')
  .regex(/[#?*]/u, 'mask-form');
