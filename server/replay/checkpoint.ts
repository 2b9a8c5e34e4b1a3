import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Incident } from '#shared/incident/incident.ts';
import type { WarningState } from '#shared/warning/warning.ts';
import type { Watch } from '#shared/watch/watch.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Act, County } from '../projections/county.ts';

/** Raised when what is in a checkpoint, or what the engine makes of a fact, is another: those of before are made again. */
export const checkpointForm = 'county-2';

/** The first line of a checkpoint; each further one is a list of incidents. The pack lies beside it. */
interface Head {
  warnings: WarningState[];
  watch: Watch;
  acts: Act[];
}
const [pack, unpack] = [promisify(gzip), promisify(gunzip)];
/** Incidents of a line: some 2 ms of this thread, which others share. */
const lineIncidents = 250;

/** A county as compressed lines of JSON. They are some ten megabytes: made line by line, and compressed off this thread. */
export async function packCounty({ incidents, warnings, watch, acts }: County): Promise<Buffer> {
  const head: Head = { warnings: [...warnings.values()], watch, acts };
  const lines = [JSON.stringify(head)];
  const all = [...incidents.values()];
  for (let i = 0; i < all.length; i += lineIncidents) {
    lines.push(JSON.stringify(all.slice(i, i + lineIncidents)));
    await breathe();
  }
  return pack(lines.join('\n'));
}

/** The county of a checkpoint that is up to `seq`. */
export async function unpackCounty(body: Buffer, loaded: LoadedPack, seq: number): Promise<County> {
  const [head = '', ...lines] = (await unpack(body)).toString().split('\n');
  const { watch, acts, warnings } = JSON.parse(head) as Head;
  const incidents = new Map<string, Incident>();
  for (const line of lines) {
    for (const incident of JSON.parse(line) as Incident[]) incidents.set(incident.id, incident);
    await breathe();
  }
  return {
    pack: loaded,
    seq,
    watch,
    acts,
    incidents,
    warnings: new Map(warnings.map((warning) => [warning.id, warning])),
  };
}
