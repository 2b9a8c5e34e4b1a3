import { z } from 'zod';
import { reasonId, reasonValues } from '../kernel/reasons.ts';
import { lampIn } from './lamp.ts';
import type { PayloadName } from './payloads.ts';

/** What the doors take. Instants may come as epoch ms or ISO 8601 with an offset. */
export const instantIn = z.union([z.number().int(), z.iso.datetime({ offset: true })]);
/** No instrument measures beyond what a 32-bit float holds, and screens get values in that form. */
export const greatestValue = 3.4e38;
export const readingIn = z.strictObject({
  sensor: z.string().min(1).max(64),
  at: instantIn,
  value: z.number().min(-greatestValue).max(greatestValue),
});
export type ReadingIn = z.infer<typeof readingIn>;
export const positionIn = z.strictObject({
  staff: z.string().min(1).max(64),
  at: instantIn,
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  /** Whether it is on duty, as its device or the system of its shifts says; missing: by the hours of the county. */
  duty: z.boolean().optional(),
});
export type PositionIn = z.infer<typeof positionIn>;
export const cameraStateIn = z.strictObject({
  camera: z.string().min(1).max(64),
  /** Missing: the instant of arrival. A last will is written long before it is spoken. */
  at: instantIn.optional(),
  online: z.boolean(),
});
export type CameraStateIn = z.infer<typeof cameraStateIn>;
/** What an algorithm model saw. Becomes a report when it names a catalogue item. */
export const detectionIn = z.strictObject({
  camera: z.string().min(1).max(64),
  at: instantIn,
  model: z.string().min(1).max(64),
  item: z.string().max(64),
  confidence: z.number().min(0).max(1),
  text: z.string().min(1).max(200),
  /** The `ref` of a picture that was sent to `detections/pictures` before. */
  picture: z.string().max(80).optional(),
});
export type DetectionIn = z.infer<typeof detectionIn>;

/** A reading inside the house. `sensor` is the sensor's ordinal in its pack. */
export interface Reading {
  sensor: number;
  at: number;
  value: number;
  /** Bits of `quality`. */
  quality: number;
}
/** Quality flags; 0 is good. */
export const quality = { late: 1, stuck: 2, outOfRange: 4, skewed: 8 } as const;

const told = z.strictObject({
  index: z.number().int(),
  code: z.string(),
  reason: z.string(),
  /** The sentence, for other languages than English, where the door has it. */
  reasonId: reasonId.optional(),
  values: reasonValues.optional(),
  field: z.string().optional(),
});

/** What a batch door answers: how many were kept, and which were not and why. */
export const batchAnswer = z.strictObject({
  taken: z.number().int(),
  refused: z.array(told),
  /** Refusals beyond the first 100 are only counted. */
  refusedCount: z.number().int(),
  /** How many of the refused are there already (`duplicate`), as when a batch is sent again whose answer was lost. */
  known: z.number().int(),
  /** How many of the refused are there already with another content (`conflict`): the first one stays. */
  differs: z.number().int(),
  /** What was taken though something is wrong with it (`out-of-range`); the first 100. */
  warned: z.array(told),
  warnedCount: z.number().int(),
});
export type BatchAnswer = z.infer<typeof batchAnswer>;
/** Of a door that tells no two readings apart: how many were new; of those refused the first hundred are named. */
export function plainAnswer(given: number, taken: number, refused: BatchAnswer['refused']): BatchAnswer {
  return {
    taken,
    known: given - refused.length - taken,
    differs: 0,
    warned: [],
    warnedCount: 0,
    refused: refused.slice(0, 100),
    refusedCount: refused.length,
  };
}
/** Most readings one message may carry, and most bytes. */
export const maxBatch = 5000;
export const maxBytes = 1_048_576;
/** The shape of an item of each payload. */
export const payloadItems = {
  readings: readingIn,
  positions: positionIn,
  cameraStates: cameraStateIn,
  detections: detectionIn,
  lamps: lampIn,
} as const satisfies Record<PayloadName, z.ZodType>;
