import { z } from 'zod';
import { trackingCode, publicPhone, publicName } from './public.ts';

/** How a reporter can be reached, as it is to be from now on. */
const contact = z.strictObject({ name: publicName, phone: publicPhone });
export type Contact = z.infer<typeof contact>;

/** POST /public/erasures and /public/corrections: by whoever holds the tracking code. */
export const ownErasure = z.strictObject({ code: trackingCode });
export const ownCorrection = z.strictObject({ code: trackingCode, ...contact.shape });
/** POST /incidents/:id/reporter/erasures and /corrections: by an administrator of the whole jurisdiction. */
export const officerErasure = z.strictObject({});
export const officerCorrection = contact;
/** Whether a name or a number is kept now. */
export const contactChange = z.strictObject({ kept: z.boolean() });
export type ContactChange = z.infer<typeof contactChange>;
