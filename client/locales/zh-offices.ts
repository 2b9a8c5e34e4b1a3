import { adminZh } from './zh/admin.ts';
import { recordDeskZh } from './zh/record-desk.ts';
import { auditZh } from './zh/account.ts';
import { callZh } from './zh/call.ts';
import { drillZh } from './zh/drill.ts';
import { foundingZh } from './zh/founding.ts';
import { cluesZh } from './zh/clues.ts';
import { crewsZh } from './zh/crews.ts';
import { dossierZh } from './zh/dossier.ts';
import { indicatorsZh } from './zh/indicators.ts';
import { leadZh } from './zh/lead.ts';
import { machineZh } from './zh/machine.ts';
import { mapZh } from './zh/map.ts';
import { lampsZh } from './zh/lamps.ts';
import { modelsZh } from './zh/models.ts';
import { resourcesZh } from './zh/resources.ts';
import { videoZh } from './zh/video.ts';
import { sensingZh } from './zh/sensing.ts';
import { superviseZh } from './zh/supervise.ts';
import { wallZh } from './zh/wall.ts';
import { watchZh } from './zh/watch.ts';
import { wallsZh } from './zh/walls.ts';
import { warningsZh } from './zh/warnings.ts';

/** What pages say that no phone on a thin line opens: read by the others when they start. */
export const officesZh = {
  recordDesk: recordDeskZh,
  admin: adminZh,
  audit: auditZh,
  wall: wallZh,
  indicators: indicatorsZh,
  lead: leadZh,
  call: callZh,
  machine: machineZh,
  map: mapZh,
  clues: cluesZh,
  crews: crewsZh,
  dossier: dossierZh,
  drill: drillZh,
  founding: foundingZh,
  lamps: lampsZh,
  models: modelsZh,
  video: videoZh,
  resources: resourcesZh,
  sensing: sensingZh,
  supervise: superviseZh,
  watch: watchZh,
  warnings: warningsZh,
  walls: wallsZh,
};
