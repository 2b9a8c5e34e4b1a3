import { ofHouse } from '#shared/access/outsiders.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import type { Actor } from '#shared/access/person.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Source } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { actorOf, member, officer } from './cast.ts';
import type { CourseWorld } from './course.ts';
import { cameraReport, sensorReport } from './past-alarms.ts';
import { itemDice, makeReport, untilNextReport } from './reports.ts';
import { makeServiceReport, openedByPeople, opener } from './services.ts';

/** What people and devices of a pretend county tell, one after the other, without end. */
export interface Arrival {
  at: number;
  by: Actor;
  report: Report;
}

const system: Actor = ofHouse('system');
const reporters: Partial<Record<Source, Actor>> = {
  sensor: system,
  camera: { id: 'camera-box', name: 'camera-box', role: 'source' },
  citizen: { id: 'sim-citizen', name: '市民', role: 'citizen' },
  hotline: { id: 'sim-hotline', name: '12345 热线', role: 'source' },
  patrol: { id: 'sim-field', name: '网格员', role: 'field' },
};

/** Reports from `from` on, in the order of time: incidents at the county's pace, and the other matters at theirs. */
export function arrivalsOf(
  pack: LoadedPack,
  world: CourseWorld,
  { from, scale, roll }: { from: number; scale: number; roll: Dice },
): { next(): Arrival } {
  const { incidentsPerDay } = must(pack.pack.demo, `demo figures of ${pack.id}`);
  const pickItem = itemDice(pack);
  const services = openedByPeople(pack);
  const serviceRates = services.map(({ perDay }) => perDay);
  const servicesPerDay = serviceRates.reduce((sum, rate) => sum + rate, 0);
  const nameOf = (unit: string): string => inRecord(pack.units.get(unit)?.name) ?? unit;
  const after = (at: number, perDay: number): number => at + untilNextReport(at, perDay * scale, pack, roll);
  let incidentAt = after(from, incidentsPerDay);
  let serviceAt = services.length > 0 ? after(from, servicesPerDay) : Infinity;

  function nextIncident(): Arrival {
    const at = Math.round(incidentAt);
    incidentAt = after(incidentAt, incidentsPerDay);
    const report = roll.chance(0.03)
      ? sensorReport(pack, at, roll)
      : ((roll.chance(0.04) ? cameraReport(pack, at, roll) : null) ?? makeReport(pack, pickItem(roll), roll));
    return { at, report, by: reporters[report.source] ?? actorOf(officer, nameOf) };
  }
  function nextService(): Arrival {
    const at = Math.round(serviceAt);
    serviceAt = after(serviceAt, servicesPerDay);
    const { item } = must(services[roll.weighted(serviceRates)], 'a service');
    const by = opener(pack.procedures.get(item.procedure)?.opens) === 'field' ? member : officer;
    return { at, report: makeServiceReport(pack, item, world, at, roll), by: actorOf(by, nameOf) };
  }
  return { next: () => (incidentAt <= serviceAt ? nextIncident() : nextService()) };
}
