import { z } from 'zod';

const share = z.number().min(0).max(1);

/** A part of a camera's picture that nobody is shown: left, top, width and height as shares of it. */
export const privacyMask = z.tuple([share, share, share, share]);
export type PrivacyMask = z.infer<typeof privacyMask>;
