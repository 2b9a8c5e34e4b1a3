import { z } from 'zod';
import { point } from '../geo/point.ts';

/** What a county can lay hands on, or has to look after, when something happens: the 19 types of its resource map. */
export const resourceKinds = [
  'hydrant',
  'shelter',
  'store',
  'hospital',
  'clinic',
  'school',
  'care-home',
  'fire-station',
  'police-station',
  'pump-station',
  'sluice',
  'bridge',
  'petrol-station',
  'hazmat-site',
  'market',
  'toilet',
  'car-park',
  'bus-stop',
  'heritage',
] as const;
export type ResourceKind = (typeof resourceKinds)[number];

export const mapResource = z.strictObject({
  id: z.string().min(1).max(64),
  kind: z.enum(resourceKinds),
  name: z.string().min(1).max(80),
  place: point,
  /** Who is called about it. */
  phone: z.string().max(32).optional(),
  /** People it takes, beds, cubic metres an hour: what its kind counts. */
  capacity: z.number().nonnegative().optional(),
  note: z.string().max(200).optional(),
});
export type MapResource = z.infer<typeof mapResource>;
