import { english } from '#shared/kernel/english.ts';
import { accountEn } from './en/account.ts';
import { channelEn } from './en/channel.ts';
import { deskEn } from './en/desk.ts';
import { dutyEn } from './en/duty.ts';
import { dutyListEn } from './en/duty-list.ts';
import { filesEn } from './en/files.ts';
import { fieldEn } from './en/field.ts';
import { flowEn } from './en/flow.ts';
import { listedEn } from './en/listed.ts';
import { phoneEn } from './en/phone.ts';
import { recordsEn } from './en/records.ts';
import { reportEn } from './en/report.ts';
import { seatEn } from './en/seat.ts';
import { searchEn } from './en/search.ts';
import { uiEn } from './en/ui.ts';
import { warnedEn } from './en/warned.ts';
import { wordsEn } from './en/words.ts';

/** What every page says, those of phones too. */
export const everywhereEn = {
  account: accountEn,
  ui: uiEn,
  words: wordsEn,
  desk: deskEn,
  listed: listedEn,
  channel: channelEn,
  phone: phoneEn,
  records: recordsEn,
  reasons: english,
  report: reportEn,
  seat: seatEn,
  duty: dutyEn,
  dutyList: dutyListEn,
  files: filesEn,
  field: fieldEn,
  flow: flowEn,
  search: searchEn,
  warned: warnedEn,
};
