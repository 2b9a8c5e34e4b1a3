import { z } from 'zod';
import { defineView, type RowOf } from './definition.ts';

const system = z.strictObject({
  system: z.string(),
  total: z.number(),
  online: z.number(),
  abnormal: z.number(),
});
/** One character an indicator in pack order: `0` normal, `1` near its bound, `2` abnormal, `-` no data. */
const indicator = z.strictObject({ domain: z.string(), cells: z.string() });
const abnormal = z.strictObject({
  sensor: z.string(),
  name: z.string(),
  system: z.string(),
  rule: z.string(),
  since: z.number(),
  value: z.number(),
  lng: z.number(),
  lat: z.number(),
  incident: z.string().nullable(),
});
const online = z.strictObject({ total: z.number(), online: z.number() });

/**
 * The hot lane in sums, refreshed at most once a second. Keys: `system` and `indicator` by their names (an indicator's is its
 * domain), `abnormal` (raised rules) by sensor id, `camera` and `staff` `all`.
 */
export const sensingView = defineView({
  remembered: true,
  tables: {
    system: { row: system, merge: 'first' },
    indicator: { row: indicator, merge: 'first' },
    abnormal: { row: abnormal, merge: 'each' },
    camera: { row: online, merge: 'first' },
    staff: { row: online, merge: 'first' },
  },
});

type Sensing = typeof sensingView;
export type SystemRow = RowOf<Sensing, 'system'>;
export type IndicatorRow = RowOf<Sensing, 'indicator'>;
export type AbnormalRow = RowOf<Sensing, 'abnormal'>;
export type CameraRow = RowOf<Sensing, 'camera'>;
export type StaffRow = RowOf<Sensing, 'staff'>;
