import type { CatalogueItem, Sensor } from '#shared/pack/schema.ts';
import type { Indicator } from '#shared/pack/indicator.ts';
import { departmentOf } from './catalogue.ts';
import type { County } from './county.ts';
import { ofDevices, ofReadings } from './running/readings.ts';
import { ofDomains, ofItems, ofProcedures, ofSources } from './running/matters.ts';
import { ofWarnings } from './running/warnings.ts';
import { ofSeries } from './running/series.ts';

/**
 * The running indicators: of the instruments a county has, of the matters of its domains and procedures, and, where its account
 * counts indicators one by one, of single items of the catalogue and of what other systems report. No county has one for the sake
 * of a number.
 */
export function makeIndicators(
  county: County,
  catalogue: readonly CatalogueItem[],
  sensors: readonly Sensor[],
): Indicator[] {
  const unitOf = departmentOf(county);
  const measured = new Set(sensors.map(({ quantity }) => quantity));
  const systems = new Set(sensors.map(({ system }) => system));
  return [
    ...ofReadings(measured, catalogue),
    ...ofDevices(systems, unitOf),
    ...ofDomains(unitOf),
    ...(county.outside ? ofItems(catalogue) : []),
    ...ofProcedures(),
    ...ofSources(county, unitOf),
    ...ofWarnings(unitOf),
    ...(county.outside ? ofSeries(unitOf) : []),
  ];
}
