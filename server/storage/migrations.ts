import type { Migration } from 'kysely';
import { figureTook } from './migrations/035-figure-took.ts';
import { counties } from './migrations/040-counties.ts';
import { countyStates } from './migrations/046-county-states.ts';
import { clues } from './migrations/058c-clues.ts';
import { benefitRows } from './migrations/060b-benefit-rows.ts';
import { clueWords } from './migrations/060-clue-words.ts';
import { foresight } from './migrations/058b-foresight.ts';
import { indicatorForm } from './migrations/058-indicator-form.ts';
import { indicators } from './migrations/031-indicators.ts';
import { record } from './migrations/001-record.ts';
import { readings } from './migrations/002-readings.ts';
import { access } from './migrations/003-access.ts';
import { figures } from './migrations/004-figures.ts';
import { search } from './migrations/005-search.ts';
import { watch } from './migrations/006-watch.ts';
import { procedures } from './migrations/007-procedures.ts';
import { state } from './migrations/008-state.ts';
import { deviceGrids } from './migrations/009-device-grids.ts';
import { scores } from './migrations/010-scores.ts';
import { evidence } from './migrations/011-evidence.ts';
import { scoreDays } from './migrations/012-score-days.ts';
import { publicDoor } from './migrations/013-public.ts';
import { figureTotals } from './migrations/014-figure-totals.ts';
import { alarms } from './migrations/016-alarms.ts';
import { trust } from './migrations/017-trust.ts';
import { keyDigests } from './migrations/017b-keys.ts';
import { once } from './migrations/018-once.ts';
import { countyRoles } from './migrations/064-county-roles.ts';
import { ledgerYears } from './migrations/065-ledger-years.ts';
import { clockMarks } from './migrations/018b-clock.ts';
import { packParts } from './migrations/018c-pack-parts.ts';
import { callers } from './migrations/019-callers.ts';
import { outgoing } from './migrations/022-outgoing.ts';
import { leases } from './migrations/034b-leases.ts';
import { backups } from './migrations/041-backups.ts';
import { callerTerm } from './migrations/034-caller-term.ts';
import { lostCodes } from './migrations/024-lost-codes.ts';
import { alarmRecord } from './migrations/030-alarm-record.ts';
import { packVersions } from './migrations/025-packs.ts';
import { people } from './migrations/026-people.ts';
import { records } from './migrations/027-records.ts';
import { learnt } from './migrations/038-learnt.ts';
import { replay } from './migrations/029-replay.ts';
import { erasure } from './migrations/036-erasure.ts';
import { warnings } from './migrations/037-warnings.ts';
import { phonePush } from './migrations/042-phone-push.ts';
import { walls } from './migrations/039-walls.ts';
import { dataSets } from './migrations/052-data-sets.ts';
import { recordExports } from './migrations/047-exports.ts';
import { lamps } from './migrations/048-lamps.ts';
import { figurePartHeld } from './migrations/057-figure-part-held.ts';
import { models } from './migrations/043-models.ts';
import { credit } from './migrations/045-credit.ts';
import { history } from './migrations/044-history.ts';
import { deputies } from './migrations/055-deputies.ts';
import { strongSeats } from './migrations/056-strong-seats.ts';
import { drills } from './migrations/050-drills.ts';
import { figureTouched } from './migrations/063-figure-touched.ts';
import { providerSeats } from './migrations/066-provider-seats.ts';
import { worldRegrid } from './migrations/072-world-regrid.ts';
import { sixLevels } from './migrations/079-six-levels.ts';
import { directorySeats } from './migrations/080-directory-seats.ts';
import { readingHours } from './migrations/081-reading-hours.ts';
import { tracks } from './migrations/073-tracks.ts';
import { wantedPictures } from './migrations/075-wanted-pictures.ts';
import { onlookers } from './migrations/074-onlookers.ts';
import { connectedSystems } from './migrations/071-connected-systems.ts';

/** All migrations by name, run in the order of their names. A migration that was ever released never changes. */
export const migrations: Record<string, Migration> = {
  '001-record': record,
  '031-indicators': indicators,
  '002-readings': readings,
  '003-access': access,
  '004-figures': figures,
  '005-search': search,
  '006-watch': watch,
  '007-procedures': procedures,
  '008-state': state,
  '009-device-grids': deviceGrids,
  '010-scores': scores,
  '011-evidence': evidence,
  '012-score-days': scoreDays,
  '013-public': publicDoor,
  '014-figure-totals': figureTotals,
  '016-alarms': alarms,
  '017-trust': trust,
  '017b-keys': keyDigests,
  '018-once': once,
  '064-county-roles': countyRoles,
  '065-ledger-years': ledgerYears,
  '066-provider-seats': providerSeats,
  '018b-clock': clockMarks,
  '018c-pack-parts': packParts,
  '019-callers': callers,
  '022-outgoing': outgoing,
  '024-lost-codes': lostCodes,
  '030-alarm-record': alarmRecord,
  '025-packs': packVersions,
  '027-records': records,
  '052-data-sets': dataSets,
  '029-replay': replay,
  '034-caller-term': callerTerm,
  '034b-leases': leases,
  '037-warnings': warnings,
  '041-backups': backups,
  '039-walls': walls,
  '026-people': people,
  '036-erasure': erasure,
  '038-learnt': learnt,
  '035-figure-took': figureTook,
  '040-counties': counties,
  '047-exports': recordExports,
  '042-phone-push': phonePush,
  '046-county-states': countyStates,
  '043-models': models,
  '045-credit': credit,
  '044-history': history,
  '050-drills': drills,
  '048-lamps': lamps,
  '055-deputies': deputies,
  '057-figure-part-held': figurePartHeld,
  '056-strong-seats': strongSeats,
  '058-indicator-form': indicatorForm,
  '058b-foresight': foresight,
  '058c-clues': clues,
  '060-clue-words': clueWords,
  '060b-benefit-rows': benefitRows,
  '063-figure-touched': figureTouched,
  '071-connected-systems': connectedSystems,
  '072-world-regrid': worldRegrid,
  '073-tracks': tracks,
  '074-onlookers': onlookers,
  '075-wanted-pictures': wantedPictures,
  '079-six-levels': sixLevels,
  '080-directory-seats': directorySeats,
  '081-reading-hours': readingHours,
};
