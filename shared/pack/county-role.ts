import { z } from 'zod';
import { countyRoleBases, roleSights } from '../access/county-role.ts';
import { capabilities } from '../access/may.ts';
import { localized } from '../kernel/localized.ts';

/** A role of the county's own: a shipped one, by which procedures know who acts, with the capabilities that the county gives it. */
export const countyRole = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,47}$/u),
  name: localized,
  as: z.enum(countyRoleBases),
  may: z.array(z.enum(capabilities)).max(capabilities.length),
  sees: z.enum(roleSights).optional(),
});
export type CountyRole = z.infer<typeof countyRole>;
