import { z } from 'zod';
import { localized } from '../kernel/localized.ts';
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

/** POST /personal-data/search: by the number of a matter, or by a telephone number, which stands in no address. */
export const personalDataQuery = z.strictObject({ q: z.string().trim().min(4).max(40) });
/** What is kept about reporters: whether, never what. Newest first, at most `most`. */
export const personalDataFound = z.strictObject({
  matters: z.array(
    z.strictObject({
      number: z.string(),
      item: localized,
      place: z.string(),
      reportedAt: z.number().int(),
      isOpen: z.boolean(),
      /** Left on the public page, or told to an officer. */
      way: z.enum(['public', 'call']),
      name: z.boolean(),
      phone: z.boolean(),
      callBack: z.boolean(),
      outside: z.boolean(),
      erasedAt: z.number().int().nullable(),
    }),
  ),
  most: z.number().int(),
});
export type PersonalDataFound = z.infer<typeof personalDataFound>;
