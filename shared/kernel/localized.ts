import { z } from 'zod';

/** A text in both languages of the product; Chinese is the one that is always there. */
export const localized = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export type Localized = z.infer<typeof localized>;
export type Language = keyof Localized;
