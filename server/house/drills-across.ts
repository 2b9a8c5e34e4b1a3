import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { mostRunning, type Drills, type DrillsOfHouse, type RunningHead } from '../drill/drills.ts';
import { isCalled } from '../drill/parties.ts';
import { openAsking } from '../node/ask.ts';
import { hearParcels, openParcels } from '../node/parcels.ts';
import type { NodePort } from '../node/port.ts';
import type { Packs } from '../packs/port.ts';

/** What only the server that runs a drill can answer. */
const acts = ['state', 'incident', 'act', 'end', 'sheet'] as const;
type Act = (typeof acts)[number];
interface Asked {
  act: Act;
  /** The county and the drill; a sheet is asked for with its pack, which every server has. */
  jurisdiction: string;
  drill: string;
  with: readonly unknown[];
}
const topic = 'drills';

export interface AcrossPorts {
  node: NodePort;
  packs: Pick<Packs, 'of'>;
}

/** Which drills the other servers run, kept by what they tell; `changed` is called with each county of which that is another. */
function openElsewhere(own: Drills, node: NodePort, changed: (jurisdiction: string) => void) {
  const elsewhere = new Map<string, readonly RunningHead[]>();
  const send = openParcels(node, topic);
  const tell = (): void => send({ running: own.running() });
  const take = (from: string, running: readonly RunningHead[]): void => {
    const before = elsewhere.get(from) ?? [];
    if (running.length > 0) elsewhere.set(from, running);
    else elsewhere.delete(from);
    for (const one of new Set([...before, ...running].map(({ jurisdiction }) => jurisdiction))) changed(one);
  };
  own.onChange(tell);
  node.onGap(() => Promise.resolve(tell()));
  node.onGone((gone) => take(gone, []));
  hearParcels(node, topic, (body, from) => take(from, (body as { running: RunningHead[] }).running));
  /** Of a county, the oldest first. */
  return (jurisdiction: string): RunningHead['head'][] =>
    [...elsewhere.values()]
      .flat()
      .flatMap((one) => (one.jurisdiction === jurisdiction ? [one.head] : []))
      .toSorted((a, b) => a.openedAt - b.openedAt);
}

/** Asks the server that runs a drill, and answers the others about those of this one. */
function openHanding(own: Drills, { node, packs }: AcrossPorts, elsewhere: ReturnType<typeof openElsewhere>) {
  const isMine = (id: string): boolean => own.running().some(({ head }) => head.id === id);
  const answer = async ({ act, jurisdiction, with: given }: Asked): Promise<unknown> => {
    const asked = act === 'sheet' ? [packs.of(jurisdiction), ...given] : given;
    return await (own[act] as (...asked: readonly unknown[]) => unknown)(...asked);
  };
  const ask = openAsking<Asked, unknown>(node, 'drill-acts', (asked) =>
    acts.includes(asked.act) && isMine(asked.drill) ? answer(asked) : undefined,
  );
  /** `here` answers for a drill that is this server's or nobody's. */
  return async function hand<T>(
    act: Act,
    [person, drill, ...more]: readonly [Person, string, ...unknown[]],
    here: () => T | Promise<T>,
  ): Promise<T | Refusal> {
    const { jurisdiction } = person;
    if (isMine(drill) || !elsewhere(jurisdiction).some(({ id }) => id === drill)) return here();
    const told = await ask({ act, jurisdiction, drill, with: [person, drill, ...more] });
    return told === null ? refuse('busy', 'drill-away') : (told.said as T | Refusal);
  };
}

/**
 * The drills of a house. Each lives in the memory of the server that opened it; the others know which run and whom they name, so
 * that their walls and phones go into them, and hand on what these ask. What is told passes by: a server that comes, or that may
 * have missed something, is told again, and the drills of one that is gone are over.
 */
export function openDrillsAcross(own: Drills, ports: AcrossPorts): DrillsOfHouse {
  const ears = new Set<(jurisdiction: string) => void>();
  const elsewhere = openElsewhere(own, ports.node, (one) => ears.forEach((hear) => hear(one)));
  const hand = openHanding(own, ports, elsewhere);
  return {
    ...own,
    async open(pack, by, asked) {
      const here = own.running().filter(({ jurisdiction }) => jurisdiction === pack.id).length;
      return here + elsewhere(pack.id).length >= mostRunning
        ? refuse('busy', 'drill-too-many', { most: mostRunning })
        : own.open(pack, by, asked);
    },
    calls(person) {
      const pack = ports.packs.of(person.jurisdiction);
      const mine = own.calls(person);
      const theirs = pack && elsewhere(person.jurisdiction).findLast((head) => isCalled(head, person, pack));
      if (!theirs) return mine;
      const since = own.running().find(({ head }) => head.id === mine)?.head.openedAt ?? -Infinity;
      return since >= theirs.openedAt ? mine : theirs.id;
    },
    onChange(changed) {
      ears.add(changed);
      const leave = own.onChange(changed);
      return () => {
        ears.delete(changed);
        leave();
      };
    },
    sheet: (pack, ...asked) => hand('sheet', asked, () => own.sheet(pack, ...asked)),
    end: (...asked) => hand('end', asked, () => own.end(...asked)),
    state: (...asked) => hand('state', asked, () => own.state(...asked)),
    incident: (...asked) => hand('incident', asked, () => own.incident(...asked)),
    act: (...asked) => hand('act', asked, () => own.act(...asked)),
  };
}
