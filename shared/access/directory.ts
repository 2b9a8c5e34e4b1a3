import { z } from 'zod';
import { countyRoleBases } from './county-role.ts';

/** A distinguished name of a directory. */
const dn = z.string().min(3).max(1_000);

/** Only TLS carries passwords; without it the directory is this very machine. */
const directoryUrl = z
  .url({ protocol: /^ldaps?$/u })
  .refine(
    (text) => /^(?:ldaps:|ldap:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/]|$))/u.test(text),
    'ldaps, or ldap with startTls, but for this machine',
  );

/** A directory (LDAP version 3) by whose passwords people of a county sign in, as an operator writes it down. */
export const directory = z
  .strictObject({
    /** `ldaps://…`; `ldap://…` together with `startTls`, or on this machine. */
    url: z.url({ protocol: /^ldaps?$/u }),
    startTls: z.boolean().default(false),
    /** PEM file of who signs its certificate, where that is not one the system knows. */
    ca: z.string().min(1).optional(),
    /** By whom people are looked for; nobody in particular where it is missing. */
    bindDn: dn.optional(),
    bindPassword: z.string().min(1).max(500).optional(),
    /** Below this people are looked for, by this attribute, which is held against the login of accounts. */
    base: dn,
    login: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]*$/u)
      .default('uid'),
    /** What an entry must meet besides, as a filter of LDAP (RFC 4515): `(!(employeeType=left))`. Who does not is shut out. */
    filter: z.string().min(3).max(1_000).optional(),
    /** After so many minutes it is asked again of each who came in by it; who is shut out there is signed out here. */
    checkMinutes: z.number().int().min(1).max(1_440).default(5),
    /**
     * Groups and the role that each gives, the first that somebody is in. Without any the account has its role from here alone. With them it
     * follows at each sign-in, and who is in none does not come in.
     */
    groups: z
      .array(z.strictObject({ dn, role: z.enum(countyRoleBases), countyRole: z.string().max(48).optional() }))
      .max(100)
      .default([]),
    /** The attribute of a group that names its members, or, with `memberOf`, the one of a person that names the groups. */
    members: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]*$/u)
      .default('member'),
  })
  .refine(({ url, startTls }) => startTls || directoryUrl.safeParse(url).success, {
    path: ['url'],
    message: 'ldaps, or ldap with startTls, but for this machine',
  })
  .refine(({ bindDn, bindPassword }) => (bindDn === undefined) === (bindPassword === undefined), {
    path: ['bindPassword'],
    message: 'bindDn and bindPassword go together',
  });
export type Directory = z.infer<typeof directory>;

/** By county. */
export const directories = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/u), directory);
