import { accountZh } from './zh/account.ts';
import { channelZh } from './zh/channel.ts';
import { deskZh } from './zh/desk.ts';
import { dutyZh } from './zh/duty.ts';
import { dutyListZh } from './zh/duty-list.ts';
import { filesZh } from './zh/files.ts';
import { fieldZh } from './zh/field.ts';
import { flowZh } from './zh/flow.ts';
import { listedZh } from './zh/listed.ts';
import { phoneZh } from './zh/phone.ts';
import { recordsZh } from './zh/records.ts';
import { reasonsOfActsZh } from './zh/reasons-of-acts.ts';
import { reasonsOfChecksZh } from './zh/reasons-of-checks.ts';
import { reasonsOfDoorsZh } from './zh/reasons-of-doors.ts';
import { reasonsOfPacksZh } from './zh/reasons-of-packs.ts';
import { reasonsOfRecordsZh } from './zh/reasons-of-records.ts';
import { reasonsOfSheetsZh } from './zh/reasons-of-sheets.ts';
import { reportZh } from './zh/report.ts';
import { seatZh } from './zh/seat.ts';
import { searchZh } from './zh/search.ts';
import { uiZh } from './zh/ui.ts';
import { warnedZh } from './zh/warned.ts';
import { wordsZh } from './zh/words.ts';

/** What every page says, those of phones too. */
export const everywhereZh = {
  account: accountZh,
  ui: uiZh,
  words: wordsZh,
  desk: deskZh,
  listed: listedZh,
  channel: channelZh,
  phone: phoneZh,
  records: recordsZh,
  reasons: {
    ...reasonsOfActsZh,
    ...reasonsOfChecksZh,
    ...reasonsOfDoorsZh,
    ...reasonsOfPacksZh,
    ...reasonsOfRecordsZh,
    ...reasonsOfSheetsZh,
  },
  report: reportZh,
  seat: seatZh,
  duty: dutyZh,
  dutyList: dutyListZh,
  files: filesZh,
  field: fieldZh,
  flow: flowZh,
  search: searchZh,
  warned: warnedZh,
};
