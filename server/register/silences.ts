import type { TellNotice } from '../storage/access/notice-store.ts';
import { ofHouse } from '#shared/access/outsiders.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { minuteMs, secondMs } from '#shared/kernel/span.ts';
import type { ConnectedSystem } from '#shared/pack/connected.ts';
import { isSilent } from '#shared/record/silence.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { DoubtOf, Execute, Records } from '../ports.ts';
import type { Works } from '../works.ts';
import type { NoticeStore } from '../storage/access/notice-store.ts';
import type { SilenceRow, SystemStore } from '../storage/world/system-store.ts';

export interface SilencePorts {
  packs: Pick<Packs, 'all'>;
  store: SystemStore;
  notices: Pick<NoticeStore, 'end' | 'readers' | 'holders'>;
  tell: TellNotice;
  execute: Execute;
  records: Pick<Records, 'incident'>;
  clock: () => number;
  /** Whether this node runs the clocks of a county: it alone looks. */
  holds(jurisdiction: string): boolean;
  doubt: DoubtOf;
  log: Log;
  works: Works;
}

const what = 'looking for silent systems';
const lookEveryMs = 30 * secondMs;
/** A silence that none of the post's holders has read for so long becomes a matter; at once where nobody holds the post. */
export const unreadMs = 30 * minuteMs;
const back = '系统已恢复接入，自动撤回';

/** The name of the token by which a system comes. */
export const sourceOf = ({ id, source }: ConnectedSystem): string => source ?? id;

/**
 * Looks which systems of the register came not within their own rhythm: tells the holders of the post that answers for each, opens a
 * matter where nobody reads that, and ends both when the system is back. What the house did not hear because it was not there
 * itself is nobody's silence: it counts from its own start.
 */
export function startSilences(ports: SilencePorts): { look(): Promise<void>; stop(): Promise<void> } {
  const { packs, clock } = ports;
  const upSince = clock();
  let [isOver, work] = [false, Promise.resolve()];
  async function lookAtAll(): Promise<void> {
    for (const pack of packs.all()) {
      if (isOver || ports.doubt(pack.id)) continue;
      if (!ports.holds(pack.id)) ports.works.forget(pack.id, what);
      else await ports.works.round(what, () => lookAt(ports, pack, upSince), pack.id);
    }
  }
  const look = (): Promise<void> => (work = work.then(lookAtAll));
  const timer = setInterval(() => void look(), lookEveryMs);
  return {
    look,
    async stop() {
      isOver = true;
      clearInterval(timer);
      await work;
    },
  };
}

async function lookAt(ports: SilencePorts, pack: LoadedPack, upSince: number): Promise<void> {
  const { store, clock } = ports;
  const open = new Map((await store.silences(pack.id)).map((row) => [row.system, row]));
  const registered = pack.pack.connected ?? [];
  if (registered.length === 0 && open.size === 0) return;
  const now = clock();
  const lastOf = new Map((await store.sums(pack.id, 0)).map(({ source, lastAt }) => [source, lastAt]));
  for (const system of registered) {
    const last = lastOf.get(sourceOf(system)) ?? null;
    const row = open.get(system.id);
    open.delete(system.id);
    if (last === null) continue;
    if (row && last > row.since) await endSilence(ports, pack, row);
    else if (row) await escalate(ports, pack, system, row);
    else if (isSilent(Math.max(last, upSince), now, system.everyMs)) await begin(ports, pack, system, last);
  }
  // Whoever left the register is waited for no longer.
  for (const row of open.values()) await endSilence(ports, pack, row);
}

async function begin(
  ports: SilencePorts,
  pack: LoadedPack,
  system: ConnectedSystem,
  since: number,
): Promise<void> {
  const { store, tell, clock } = ports;
  const { id, name, everyMs, unit, post } = system;
  const row = { system: id, since, noticedAt: clock(), notice: `silent:${id}:${since}`.slice(0, 120) };
  const said = { system: { id, name }, since, everyMs };
  // Said before it is kept: said again it is the same notice, and a silence that is kept was said.
  await tell(pack.id, { unit, post }, row.notice, { kind: 'system-silent', said });
  await store.begin(pack.id, row);
  await escalate(ports, pack, system, { ...row, incident: null });
}

/** Opens the matter of a silence that nobody reads. */
async function escalate(
  { notices, execute, store, clock, log }: SilencePorts,
  pack: LoadedPack,
  system: ConnectedSystem,
  row: SilenceRow,
): Promise<void> {
  const item = pack.items.get(system.item ?? '');
  if (!item || row.incident !== null) return;
  const isHeld = (await notices.holders(pack.id, system)).length > 0;
  if (isHeld && clock() - row.noticedAt < unreadMs) return;
  if ((await notices.readers(pack.id, [row.notice])).length > 0) return;
  const unit = pack.units.get(system.unit);
  const place = unit?.place ?? pack.grid.levels[0][0]?.centre;
  const minutes = Math.round(system.everyMs / minuteMs);
  const opened = await execute({
    jurisdiction: pack.id,
    by: ofHouse('watchman'),
    key: row.notice,
    command: {
      kind: 'report',
      source: 'sensor',
      item: item.id,
      title: `接入系统静默：${inRecord(system.name)}`.slice(0, 120),
      detail: `应每 ${minutes} 分钟来一次，已停；责任单位 ${inRecord(unit?.name) ?? system.unit}${isHeld ? `，${unreadMs / minuteMs} 分钟无人查看` : '，该岗位无人'}`,
      address: '',
      urgent: false,
      origin: `system:${system.id}`.slice(0, 160),
      evidence: [],
      ...(place && { place }),
    },
  });
  if (!isRefusal(opened)) return store.became(pack.id, system.id, opened.subject);
  if (opened.code !== 'busy')
    log.error(
      { jurisdiction: pack.id, refusal: opened, system: system.id },
      'matter of a silent system refused',
    );
}

/** The matter first: one that could not be withdrawn now is asked for again. */
async function endSilence(ports: SilencePorts, pack: LoadedPack, row: SilenceRow): Promise<void> {
  const { store, notices, clock } = ports;
  if (row.incident !== null && !(await withdraw(ports, pack.id, row.incident))) return;
  await notices.end(pack.id, row.notice, clock());
  await store.end(pack.id, row.system, clock());
}

/** Withdraws a matter on which nobody has acted; else notes there that the system is back. False: not now. */
async function withdraw(
  { execute, records }: SilencePorts,
  jurisdiction: string,
  incident: string,
): Promise<boolean> {
  const state = await records.incident(jurisdiction, incident);
  if (!state || state.ended || state.closedAt !== undefined) return true;
  const by = ofHouse('watchman');
  const take = { kind: 'take', incident, version: state.version, transition: 'withdraw' } as const;
  const taken = await execute({ jurisdiction, by, command: { ...take, form: { reason: back } } });
  if (!isRefusal(taken)) return true;
  if (taken.code === 'busy') return false;
  const noted = await execute({
    jurisdiction,
    by,
    command: { kind: 'note', incident, text: back, evidence: [] },
  });
  return !isRefusal(noted) || noted.code !== 'busy';
}
