import { reasonsOfActs } from './reasons-of-acts.ts';
import { reasonsOfChecks } from './reasons-of-checks.ts';
import { reasonsOfDoors } from './reasons-of-doors.ts';
import { reasonsOfPacks } from './reasons-of-packs.ts';
import { reasonsOfRecords } from './reasons-of-records.ts';
import { reasonsOfSheets } from './reasons-of-sheets.ts';

/**
 * Every sentence that a refusal can say, in English, by id. A language of the screens has the same ids in its folder. A screen words what
 * it refuses itself by the id alone, so the build leaves this out of the pages: only a page in English fetches it, as its language.
 */
export const english = {
  ...reasonsOfActs,
  ...reasonsOfChecks,
  ...reasonsOfDoors,
  ...reasonsOfPacks,
  ...reasonsOfRecords,
  ...reasonsOfSheets,
} as const;
