import type { Refusal } from '../kernel/refusal.ts';
import type { BatchAnswer } from './reading.ts';

/** What Frigate publishes: single objects, or what it puts before people. */
export const frigateForms = ['events', 'reviews'] as const;
export type FrigateForm = (typeof frigateForms)[number];

/** Something that a detector of another maker saw, in its own words. */
export interface Sighting {
  /** The camera as that detector calls it: its name at the video gateway, else its id. */
  camera: string;
  at: number;
  /** What it may be called, the most telling first. */
  classes: readonly string[];
  /** Null: it did not say. */
  confidence: number | null;
  text: string;
  /** Under which name its picture can be had there. */
  snapshot: string | null;
}

/** Why there is no picture: the detector does not answer, does not have it, or it is not one that is kept. */
export type NoPicture = 'away' | 'missing' | 'too-large' | 'not-kept';
export type Fetched = { ref: string } | { none: NoPicture };
/** Fetches the picture of a sighting from the detector that has it; answers its `ref`, or why there is none. */
export type FetchPicture = (jurisdiction: string, source: string, snapshot: string) => Promise<Fetched>;
/** Detectors that speak otherwise than the door of detections; answered as that door answers. */
export interface Sightings {
  take(jurisdiction: string, source: string, seen: readonly Sighting[]): Promise<BatchAnswer | Refusal>;
  frigate(
    form: FrigateForm,
    jurisdiction: string,
    source: string,
    input: unknown,
  ): Promise<BatchAnswer | Refusal>;
  fetchBy(fetch: FetchPicture): void;
}
