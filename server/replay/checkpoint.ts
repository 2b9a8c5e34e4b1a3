import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Incident } from '#shared/incident/incident.ts';
import type { WarningState } from '#shared/warning/warning.ts';
import type { Watch } from '#shared/watch/watch.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Act, County } from '../projections/county.ts';

/** Raised when what is in a checkpoint, or what the engine makes of a fact, is another: those of before are made again. */
export const checkpointForm = 'county-1';

/** A county as a checkpoint keeps it: plain JSON, and the pack beside it. */
interface Kept {
  incidents: Incident[];
  warnings: WarningState[];
  watch: Watch;
  acts: Act[];
}
const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

/** A county as compressed JSON: off this thread, since it is some megabytes. */
export function packCounty({ incidents, warnings, watch, acts }: County): Promise<Buffer> {
  const kept: Kept = { incidents: [...incidents.values()], warnings: [...warnings.values()], watch, acts };
  return pack(JSON.stringify(kept));
}

/** The county of a checkpoint that is up to `seq`. */
export async function unpackCounty(body: Buffer, loaded: LoadedPack, seq: number): Promise<County> {
  const kept = JSON.parse((await unpack(body)).toString()) as Kept;
  return {
    pack: loaded,
    seq,
    watch: kept.watch,
    acts: kept.acts,
    incidents: new Map(kept.incidents.map((incident) => [incident.id, incident])),
    warnings: new Map(kept.warnings.map((warning) => [warning.id, warning])),
  };
}
