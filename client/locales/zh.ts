import { adminZh } from './zh/admin.ts';
import { accountZh, auditZh } from './zh/account.ts';
import { callZh } from './zh/call.ts';
import { channelZh } from './zh/channel.ts';
import { deskZh } from './zh/desk.ts';
import { dossierZh } from './zh/dossier.ts';
import { dutyZh } from './zh/duty.ts';
import { dutyListZh } from './zh/duty-list.ts';
import { filesZh } from './zh/files.ts';
import { fieldZh } from './zh/field.ts';
import { flowZh } from './zh/flow.ts';
import { indicatorsZh } from './zh/indicators.ts';
import { leadZh } from './zh/lead.ts';
import { listedZh } from './zh/listed.ts';
import { machineZh } from './zh/machine.ts';
import { phoneZh } from './zh/phone.ts';
import { recordsZh } from './zh/records.ts';
import { reasonsOfActsZh } from './zh/reasons-of-acts.ts';
import { reasonsOfDoorsZh } from './zh/reasons-of-doors.ts';
import { reasonsOfRecordsZh } from './zh/reasons-of-records.ts';
import { reasonsOfSheetsZh } from './zh/reasons-of-sheets.ts';
import { reportZh } from './zh/report.ts';
import { seatZh } from './zh/seat.ts';
import { searchZh } from './zh/search.ts';
import { sensingZh } from './zh/sensing.ts';
import { superviseZh } from './zh/supervise.ts';
import { uiZh } from './zh/ui.ts';
import { wallZh } from './zh/wall.ts';
import { warningsZh } from './zh/warnings.ts';
import { wallsZh } from './zh/walls.ts';
import { watchZh } from './zh/watch.ts';
import { wordsZh } from './zh/words.ts';

export const zh = {
  account: accountZh,
  admin: adminZh,
  audit: auditZh,
  ui: uiZh,
  words: wordsZh,
  wall: wallZh,
  desk: { ...deskZh, walls: wallsZh },
  indicators: indicatorsZh,
  lead: leadZh,
  listed: listedZh,
  call: callZh,
  channel: channelZh,
  machine: machineZh,
  phone: phoneZh,
  records: recordsZh,
  reasons: { ...reasonsOfActsZh, ...reasonsOfDoorsZh, ...reasonsOfRecordsZh, ...reasonsOfSheetsZh },
  report: reportZh,
  seat: seatZh,
  dossier: dossierZh,
  duty: dutyZh,
  dutyList: dutyListZh,
  files: filesZh,
  field: fieldZh,
  flow: flowZh,
  search: searchZh,
  sensing: sensingZh,
  supervise: superviseZh,
  warnings: warningsZh,
  watch: watchZh,
};
