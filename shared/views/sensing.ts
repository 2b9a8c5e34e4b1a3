import { z } from 'zod';
import { alarmKinds } from '../sensing/alarm.ts';
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
/** An alarm as all may know it: who did something about it is told to those who ask for it by themselves. */
const alarm = z.strictObject({
  id: z.string(),
  kind: z.enum(alarmKinds),
  /** What a group has in common, as the origin of its matter says it; empty for one sensor. */
  cause: z.string(),
  /** Its first sensor in this part. */
  sensor: z.string(),
  name: z.string(),
  system: z.string(),
  rule: z.string(),
  item: z.string(),
  urgent: z.boolean(),
  priority: z.number(),
  /** Raised now, of how many that ever were, and how often. */
  members: z.number(),
  sensors: z.number(),
  raises: z.number(),
  since: z.number(),
  lastAt: z.number(),
  over: z.boolean(),
  acknowledged: z.boolean(),
  shelvedUntil: z.number().nullable(),
  /** Whose turn it was: seats are numbered as they come. */
  seat: z.number().nullable(),
  incident: z.string().nullable(),
  lng: z.number(),
  lat: z.number(),
});
/** New alarms of the last ten minutes at a seat; seat 0: nobody was at a desk. */
const load = z.strictObject({ seat: z.number(), fresh: z.number() });
const online = z.strictObject({ total: z.number(), online: z.number() });

/**
 * The hot lane in sums, refreshed at most once a second. Keys: `system` and `indicator` by their names (an indicator's is its
 * domain), `abnormal` (raised rules) by sensor id, `camera` and `staff` `all`,
 * `alarm` by its id (the 200 that need somebody most), `load` by its seat.
 */
export const sensingView = defineView({
  remembered: true,
  tables: {
    system: { row: system, merge: 'first' },
    indicator: { row: indicator, merge: 'first' },
    abnormal: { row: abnormal, merge: 'each' },
    alarm: { row: alarm, merge: 'each' },
    load: { row: load, merge: 'first' },
    camera: { row: online, merge: 'first' },
    staff: { row: online, merge: 'first' },
  },
});

type Sensing = typeof sensingView;
export type SystemRow = RowOf<Sensing, 'system'>;
export type IndicatorRow = RowOf<Sensing, 'indicator'>;
export type AbnormalRow = RowOf<Sensing, 'abnormal'>;
export type AlarmRow = RowOf<Sensing, 'alarm'>;
export type LoadRow = RowOf<Sensing, 'load'>;
export type CameraRow = RowOf<Sensing, 'camera'>;
export type StaffRow = RowOf<Sensing, 'staff'>;
