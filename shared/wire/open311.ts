import { z } from 'zod';
import { phoneOrNone } from '../kernel/sign-mask.ts';

/** Open311 GeoReport v2 as it comes in: forms and queries, all of it text. */
const instant = z.iso
  .datetime({ offset: true, error: 'a W3C date-time with its offset' })
  .transform((text) => Date.parse(text));
const degrees = (most: number) => z.coerce.number().min(-most).max(most);
const words = (max: number) => z.string().trim().max(max).default('');

/** POST /requests. What the specification knows and this house has no use for (device_id, account_id, zipcode) is let pass. */
export const openRequest = z.object({
  service_code: z.string().min(1).max(64),
  lat: degrees(90).optional(),
  long: degrees(180).optional(),
  address_string: words(200),
  description: z.string().trim().min(1, 'say what it is about').max(1_500),
  media_url: z
    .url({ protocol: /^https?$/ })
    .max(400)
    .or(z.literal(''))
    .default(''),
  email: words(80),
  phone: z.string().trim().regex(phoneOrNone, 'phone-form').default(''),
  first_name: words(40),
  last_name: words(40),
});
export type OpenRequest = z.infer<typeof openRequest>;

/** GET /requests. Lists are separated by commas. */
export const requestsQuery = z.object({
  service_request_id: z.string().max(5_000).optional(),
  service_code: z.string().max(2_000).optional(),
  start_date: instant.optional(),
  end_date: instant.optional(),
  status: z
    .string()
    .regex(/^(open|closed)(,(open|closed))?$/, 'open, closed or both')
    .optional(),
});
