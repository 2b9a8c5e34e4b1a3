import { z } from 'zod';
import { localized } from '../kernel/localized.ts';

/** An address that secrets may go to: TLS, or this very machine. */
const safeUrl = z
  .url({ protocol: /^https?$/u })
  .refine(
    (text) => /^(?:https:|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/]|$))/u.test(text),
    'https, but for this machine',
  );

/** An identity provider of a county (OpenID Connect, code flow with PKCE), as an operator writes it down. */
export const identityProvider = z.strictObject({
  issuer: safeUrl,
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(1).max(500),
  /** Where browsers reach this house, with its base path and without a slash at the end. */
  home: safeUrl.refine((text) => !text.endsWith('/'), 'without a slash at the end'),
  /** What the button says: 用 … 登录. */
  name: localized,
  scopes: z.array(z.string().regex(/^\S+$/u)).default([]),
  /** The claim that says who it is, and what of our accounts it is held against. It makes no account and changes none. */
  claim: z.string().min(1).max(64).default('preferred_username'),
  matches: z.enum(['login', 'staff', 'phone']).default('login'),
  /**
   * Whose second factor counts. `own`: who has one here gives its code here. `provider`: what the provider says of how it knew them
   * (`amr`, one of `strong`) is enough.
   */
  factor: z.enum(['own', 'provider']).default('own'),
  strong: z.array(z.string().min(1)).default(['mfa', 'otp', 'hwk', 'sc']),
});
export type IdentityProvider = z.infer<typeof identityProvider>;

/** By county. */
export const identityProviders = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/u), identityProvider);
