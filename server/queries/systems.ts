import type { Localized } from '#shared/kernel/localized.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { ConnectedSystem } from '#shared/pack/connected.ts';
import { isSilent } from '#shared/record/silence.ts';
import type { DataSystem } from '#shared/wire/data-sets.ts';
import type { ListedSource } from '../access/sources.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { NoticeStore } from '../storage/access/notice-store.ts';
import type { SilenceRow, SystemStore, SystemSums } from '../storage/world/system-store.ts';

export interface SystemPorts {
  systems: Pick<SystemStore, 'sums' | 'silences'>;
  notices: Pick<NoticeStore, 'readers'>;
  now: () => number;
}
interface Known {
  sums: ReadonlyMap<string, SystemSums>;
  silences: ReadonlyMap<string, SilenceRow>;
  readers: readonly { notice: string; name: string; at: number }[];
  now: number;
}

/**
 * The register of systems: those that the county says it is joined with, each with its own rhythm and who answers for it, then those
 * that have a token and stand in no register.
 */
export async function listSystems(
  { systems, notices, now }: SystemPorts,
  pack: LoadedPack,
  listed: readonly ListedSource[],
): Promise<DataSystem[]> {
  const at = now();
  const month = Math.floor(at / dayMs) - 29;
  const [sums, silences] = await Promise.all([systems.sums(pack.id, month), systems.silences(pack.id)]);
  const readers = await notices.readers(
    pack.id,
    silences.map(({ notice }) => notice),
  );
  const known: Known = {
    sums: new Map(sums.map((one) => [one.source, one])),
    silences: new Map(silences.map((one) => [one.system, one])),
    readers,
    now: at,
  };
  const tokens = new Map(listed.filter(({ revoked }) => !revoked).map((one) => [one.source, one]));
  const registered = pack.pack.connected ?? [];
  const named = new Set(registered.map(({ id, source }) => source ?? id));
  return [
    ...registered.map((one) => asRegistered(pack, one, tokens.get(one.source ?? one.id), known)),
    ...[...tokens.values()].filter(({ source }) => !named.has(source)).map((one) => asToken(one, known)),
  ];
}

const callsOf = ({ sums }: Known, source: string) => ({
  calls: sums.get(source)?.calls ?? 0,
  refused: sums.get(source)?.refused ?? 0,
});

function asRegistered(
  pack: LoadedPack,
  { id, name, kind, direction, source = id, everyMs, unit, post, demo }: ConnectedSystem,
  token: ListedSource | undefined,
  known: Known,
): DataSystem {
  const lastAt = known.sums.get(source)?.lastAt ?? null;
  const silence = known.silences.get(id);
  const unitName: Localized = pack.units.get(unit)?.name ?? { zh: unit, en: unit };
  return {
    name: source,
    doors: [...(token?.doors ?? [])],
    direction,
    lastAt,
    ...callsOf(known, source),
    isSilent: silence !== undefined || isSilent(lastAt, known.now, everyMs),
    registered: { id, name, kind, demo: demo === true, everyMs, unit: unitName, post },
    ...(silence && {
      silence: {
        since: silence.since,
        toldAt: silence.noticedAt,
        incident: silence.incident,
        readBy: known.readers
          .filter(({ notice }) => notice === silence.notice)
          .map(({ name: who, at }) => ({ name: who, at })),
      },
    }),
  };
}

/** What a system may do here says which way data go. */
function asToken({ source, doors, usedAt }: ListedSource, known: Known): DataSystem {
  const isOut = doors.includes('data') || doors.includes('metrics');
  const isIn = doors.some((door) => door !== 'data' && door !== 'metrics');
  const lastAt = Math.max(known.sums.get(source)?.lastAt ?? 0, usedAt ?? 0) || null;
  return {
    name: source,
    doors: [...doors],
    direction: isIn && isOut ? 'both' : isOut ? 'out' : 'in',
    lastAt,
    ...callsOf(known, source),
    isSilent: isSilent(lastAt, known.now),
  };
}
