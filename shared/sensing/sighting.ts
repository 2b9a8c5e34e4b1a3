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
