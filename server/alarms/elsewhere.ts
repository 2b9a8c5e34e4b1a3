import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Suppression } from '#shared/wire/alarms.ts';
import { openAsking } from '../node/ask.ts';
import { hearParcels, openParcels } from '../node/parcels.ts';
import type { NodePort } from '../node/port.ts';
import type { AlarmRoom, RaisedRule, Standing } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { AlarmStore } from '../storage/readings/alarm-store.ts';
import { readAlarms } from './reading.ts';

/** What people may do about alarms, wherever they stand. */
export type AlarmDesk = Omit<AlarmRoom, 'rehearse'>;
/** Acts that only the node that has the alarms can do. */
const acts = ['acknowledge', 'shelve', 'promote', 'askSuppression', 'settleSuppression'] as const;
type Act = (typeof acts)[number];
interface Asked {
  act: Act;
  with: readonly unknown[];
}
/** A jurisdiction as the node with the alarms shows it; sensors by their ordinals. */
interface Shown {
  jurisdiction: string;
  raised: readonly RaisedRule[];
  standing: Standing;
  silences: readonly Suppression[];
}
const topic = 'alarms';
/** What changed is told so often; screens hear of it with their next tick. */
const tellMs = 250;

export interface AlarmsElsewhere {
  /** What to ask while another node has the alarms. */
  desk: AlarmDesk;
  /** This node has them now: it tells the others and answers them. */
  take(desk: AlarmDesk): void;
  /** Another may have them now. */
  give(): void;
  stop(): void;
}

interface ElsewherePorts {
  lane: OpenHotLane;
  node: NodePort;
  store: AlarmStore;
}

/**
 * The rules of a house are judged on one of its nodes. The others show what it shows, and hand on what people do about alarms. What
 * is told passes by; the tables hold it all, and whoever takes over begins there.
 */
export function openAlarmsElsewhere(ports: ElsewherePorts): AlarmsElsewhere {
  const { lane } = ports;
  let own: AlarmDesk | null = null;
  const showing = openShowing(ports, () => own);
  const desk: AlarmDesk = {
    standing: showing.standing,
    suppressions: showing.silences,
    ...readAlarms(ports.store),
    ...handedOn(ports.node, () => own),
  };
  lane.tellStanding(desk.standing);
  return {
    desk,
    take(mine) {
      own = mine;
      showing.tellAnew();
    },
    give() {
      own = null;
      showing.forget();
      lane.tellStanding(desk.standing);
    },
    stop: showing.stop,
  };
}

/** What the node with the alarms shows: told to the others where this is it, else heard and shown. */
function openShowing({ lane, node }: ElsewherePorts, own: () => AlarmDesk | null) {
  const shown = new Map<string, Shown>();
  /** As it was told last, by jurisdiction. */
  const told = new Map<string, string>();
  const send = openParcels(node, topic);
  node.onGap(() => Promise.resolve(told.clear()));
  node.onGone(() => told.clear());
  hearParcels(node, topic, (body) => {
    const heard = body as Shown;
    if (own() || !lane.sensors.lanes.has(heard.jurisdiction)) return;
    shown.set(heard.jurisdiction, heard);
    lane.board.set(heard.jurisdiction, [...heard.raised]);
  });
  function tell(): void {
    const desk = own();
    if (!desk || node.others().length === 0) return;
    for (const jurisdiction of lane.sensors.lanes.keys()) {
      const now: Shown = {
        jurisdiction,
        raised: lane.raised(jurisdiction),
        standing: desk.standing(jurisdiction),
        silences: desk.suppressions(jurisdiction),
      };
      const words = JSON.stringify(now);
      if (told.get(jurisdiction) === words) continue;
      told.set(jurisdiction, words);
      send(now);
    }
  }
  const timer = setInterval(tell, tellMs);
  return {
    standing: (jurisdiction: string): Standing =>
      shown.get(jurisdiction)?.standing ?? { alarms: [], load: [] },
    silences: (jurisdiction: string): readonly Suppression[] => shown.get(jurisdiction)?.silences ?? [],
    tellAnew: () => told.clear(),
    forget: () => shown.clear(),
    stop: () => clearInterval(timer),
  };
}

/** Acts of people, done by whichever node has the alarms. */
function handedOn(node: NodePort, own: () => AlarmDesk | null): Pick<AlarmDesk, Act> {
  const ask = openAsking<Asked, unknown>(node, 'alarm-acts', ({ act, with: given }) => {
    const desk = own();
    return desk && acts.includes(act)
      ? (desk[act] as (...given: readonly unknown[]) => Promise<unknown>)(...given)
      : undefined;
  });
  async function hand(act: Act, ...given: readonly unknown[]): Promise<unknown> {
    const answer = await ask({ act, with: given });
    return answer === null ? refuse('busy', 'alarms-moving') : answer.said;
  }
  return {
    acknowledge: (...given) => hand('acknowledge', ...given) as Promise<Refusal | null>,
    shelve: (...given) => hand('shelve', ...given) as Promise<Refusal | null>,
    promote: (...given) => hand('promote', ...given) as Promise<string | Refusal>,
    askSuppression: (...given) => hand('askSuppression', ...given) as Promise<Suppression | Refusal>,
    settleSuppression: (...given) => hand('settleSuppression', ...given) as Promise<Suppression | Refusal>,
  };
}
