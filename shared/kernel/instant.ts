import { z } from 'zod';

/**
 * Instants that a person or a device may name, epoch ms. A camera that has lost its clock says 1970, and what it saw is worth
 * keeping; what lies outside can be shown on no calendar of use.
 */
export const oldestInstant = 0;
export const newestInstant = Date.UTC(2100, 0, 1);
export const saneInstant = z.number().int().min(oldestInstant).max(newestInstant);
