import { asSource } from '#shared/access/outsiders.ts';
import { takesPart } from '#shared/access/may.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { matterOf, type ReporterPorts } from './reporter-acts.ts';

/** A `service` of GeoReport v2. */
export interface Service {
  service_code: string;
  service_name: string;
  description: string;
  metadata: false;
  type: 'realtime';
  keywords: string;
  group: string;
}
/** A `request` of GeoReport v2; instants are W3C date-times in UTC. */
export interface ServiceRequest {
  service_request_id: string;
  status: 'open' | 'closed';
  status_notes: string;
  service_name: string;
  service_code: string;
  description: string;
  agency_responsible: string;
  requested_datetime: string;
  updated_datetime: string;
  expected_datetime: string;
  address: string;
  lat: number | '';
  long: number | '';
}

/** What can be reported in a few words: items of incidents whose procedure asks for nothing more. */
export function findServices(pack: LoadedPack, language: Language): Service[] {
  return pack.pack.catalogue
    .filter((item) => isPlain(pack, item))
    .map((item) => ({
      service_code: item.id,
      service_name: textIn(item.name, language),
      description: textIn(item.name, language),
      metadata: false,
      type: 'realtime',
      keywords: textIn(item.class, language),
      group: textIn(item.class, language),
    }));
}

function isPlain({ procedures }: LoadedPack, { procedure }: CatalogueItem): boolean {
  const one = procedures.get(procedure);
  if (one?.family !== 'incident' || one.form.some(({ required }) => required)) return false;
  return one.opens === undefined || takesPart(asSource, one.opens);
}

/** A matter as GeoReport tells it. */
export async function requestOf(
  ports: Pick<ReporterPorts, 'records' | 'ledger' | 'now'>,
  pack: LoadedPack,
  incident: Incident,
  language: Language,
): Promise<ServiceRequest> {
  const matter = await matterOf(ports, pack, incident);
  const last = must(matter.steps.at(-1), 'a first step');
  const told = matter.steps.flatMap((step) => step.told.map(({ value }) => textIn(value, language))).at(-1);
  return {
    service_request_id: incident.id,
    status: incident.closedAt === undefined && incident.ended === undefined ? 'open' : 'closed',
    status_notes: told ?? matter.state,
    service_name: textIn(matter.item, language),
    service_code: incident.item,
    description: incident.detail,
    agency_responsible: textIn(matter.unit?.name ?? pack.pack.identity.centre, language),
    requested_datetime: iso(incident.reportedAt),
    updated_datetime: iso(last.at),
    expected_datetime: matter.promisedBy === null ? '' : iso(matter.promisedBy),
    address: incident.address,
    lat: incident.place?.lat ?? '',
    long: incident.place?.lng ?? '',
  };
}

const iso = (at: number): string => new Date(at).toISOString();
