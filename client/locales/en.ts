import { adminEn } from './en/admin.ts';
import { reasons } from '#shared/kernel/reasons.ts';
import { accountEn, auditEn } from './en/account.ts';
import { callEn } from './en/call.ts';
import { channelEn } from './en/channel.ts';
import { deskEn } from './en/desk.ts';
import { dossierEn } from './en/dossier.ts';
import { dutyEn } from './en/duty.ts';
import { dutyListEn } from './en/duty-list.ts';
import { filesEn } from './en/files.ts';
import { fieldEn } from './en/field.ts';
import { flowEn } from './en/flow.ts';
import { indicatorsEn } from './en/indicators.ts';
import { leadEn } from './en/lead.ts';
import { listedEn } from './en/listed.ts';
import { machineEn } from './en/machine.ts';
import { phoneEn } from './en/phone.ts';
import { recordsEn } from './en/records.ts';
import { reportEn } from './en/report.ts';
import { seatEn } from './en/seat.ts';
import { searchEn } from './en/search.ts';
import { sensingEn } from './en/sensing.ts';
import { superviseEn } from './en/supervise.ts';
import { uiEn } from './en/ui.ts';
import { wallEn } from './en/wall.ts';
import { warningsEn } from './en/warnings.ts';
import { wallsEn } from './en/walls.ts';
import { watchEn } from './en/watch.ts';
import { wordsEn } from './en/words.ts';

export const en = {
  account: accountEn,
  admin: adminEn,
  audit: auditEn,
  ui: uiEn,
  words: wordsEn,
  wall: wallEn,
  desk: { ...deskEn, walls: wallsEn },
  indicators: indicatorsEn,
  lead: leadEn,
  listed: listedEn,
  call: callEn,
  channel: channelEn,
  machine: machineEn,
  phone: phoneEn,
  records: recordsEn,
  reasons,
  report: reportEn,
  seat: seatEn,
  dossier: dossierEn,
  duty: dutyEn,
  dutyList: dutyListEn,
  files: filesEn,
  field: fieldEn,
  flow: flowEn,
  search: searchEn,
  sensing: sensingEn,
  supervise: superviseEn,
  warnings: warningsEn,
  watch: watchEn,
};
