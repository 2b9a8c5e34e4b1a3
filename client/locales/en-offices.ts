import { adminEn } from './en/admin.ts';
import { recordDeskEn } from './en/record-desk.ts';
import { auditEn } from './en/account.ts';
import { callEn } from './en/call.ts';
import { drillEn } from './en/drill.ts';
import { foundingEn } from './en/founding.ts';
import { cluesEn } from './en/clues.ts';
import { crewsEn } from './en/crews.ts';
import { dossierEn } from './en/dossier.ts';
import { indicatorsEn } from './en/indicators.ts';
import { leadEn } from './en/lead.ts';
import { machineEn } from './en/machine.ts';
import { mapEn } from './en/map.ts';
import { lampsEn } from './en/lamps.ts';
import { modelsEn } from './en/models.ts';
import { resourcesEn } from './en/resources.ts';
import { videoEn } from './en/video.ts';
import { sensingEn } from './en/sensing.ts';
import { superviseEn } from './en/supervise.ts';
import { wallEn } from './en/wall.ts';
import { watchEn } from './en/watch.ts';
import { wallsEn } from './en/walls.ts';
import { warningsEn } from './en/warnings.ts';

/** What pages say that no phone on a thin line opens: read by the others when they start. */
export const officesEn = {
  recordDesk: recordDeskEn,
  admin: adminEn,
  audit: auditEn,
  wall: wallEn,
  indicators: indicatorsEn,
  lead: leadEn,
  call: callEn,
  machine: machineEn,
  map: mapEn,
  clues: cluesEn,
  crews: crewsEn,
  dossier: dossierEn,
  drill: drillEn,
  founding: foundingEn,
  lamps: lampsEn,
  models: modelsEn,
  video: videoEn,
  resources: resourcesEn,
  sensing: sensingEn,
  supervise: superviseEn,
  watch: watchEn,
  warnings: warningsEn,
  walls: wallsEn,
};
