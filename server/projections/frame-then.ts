import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { encodeFrame } from '#shared/wire/frame.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { HotLane } from '../ports.ts';
import { sensorsOf } from './may-follow.ts';

/** What was measured by `at`, of a county with the pack `former`: by the ordinals of `pack`, since screens know sensors by those. Base64. */
export function frameThen(
  person: Person,
  pack: LoadedPack,
  { former, hotLane, at }: { former: LoadedPack; hotLane: HotLane; at: number },
): string {
  const latest = hotLane.latest(pack.id);
  const heard = sensorsOf(person, pack).ordinals.flatMap((ordinal) => {
    const was = former.sensorOrdinals.get(must(pack.pack.sensors[ordinal], 'sensor').id);
    return was !== undefined && (latest.at[was] ?? 0) > 0 ? [{ ordinal, was }] : [];
  });
  const bytes = encodeFrame({
    tick: 0,
    at,
    sensors: Uint32Array.from(heard, ({ ordinal }) => ordinal),
    values: Float32Array.from(heard, ({ was }) => latest.value[was] ?? 0),
    ages: Uint32Array.from(heard, ({ was }) => at - (latest.at[was] ?? 0)),
    qualities: Uint8Array.from(heard, ({ was }) => latest.quality[was] ?? 0),
  });
  return Buffer.from(bytes).toString('base64');
}
