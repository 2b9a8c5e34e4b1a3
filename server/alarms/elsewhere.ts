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

/**
 * The rules of a house are judged on one of its nodes. The others show what it shows, and hand on what people do about alarms. What
 * is told passes by; the tables hold it all, and whoever takes over begins there.
 */
export function openAlarmsElsewhere(options: {
  lane: OpenHotLane;
  node: NodePort;
  store: AlarmStore;
}): AlarmsElsewhere {
  const { lane, node, store } = options;
  const shown = new Map<string, Shown>();
  /** As it was told last, by jurisdiction. */
  const told = new Map<string, string>();
  let own: AlarmDesk | null = null;
  const send = openParcels(node, topic);
  node.onGap(() => Promise.resolve(told.clear()));
  node.onGone(() => told.clear());
  hearParcels(node, topic, (body) => {
    const heard = body as Shown;
    if (own || !lane.sensors.lanes.has(heard.jurisdiction)) return;
    shown.set(heard.jurisdiction, heard);
    lane.board.set(heard.jurisdiction, [...heard.raised]);
  });
  function tell(): void {
    if (!own || node.others().length === 0) return;
    for (const jurisdiction of lane.sensors.lanes.keys()) {
      const now: Shown = {
        jurisdiction,
        raised: lane.raised(jurisdiction),
        standing: own.standing(jurisdiction),
        silences: own.suppressions(jurisdiction),
      };
      const words = JSON.stringify(now);
      if (told.get(jurisdiction) === words) continue;
      told.set(jurisdiction, words);
      send(now);
    }
  }
  const timer = setInterval(tell, tellMs);
  const ask = openAsking<Asked, unknown>(node, 'alarm-acts', ({ act, with: given }) =>
    own && acts.includes(act)
      ? (own[act] as (...given: readonly unknown[]) => Promise<unknown>)(...given)
      : undefined,
  );
  async function hand(act: Act, ...given: readonly unknown[]): Promise<unknown> {
    const answer = await ask({ act, with: given });
    return answer === null ? refuse('busy', 'alarms-moving') : answer.said;
  }
  const standing = (jurisdiction: string): Standing =>
    shown.get(jurisdiction)?.standing ?? { alarms: [], load: [] };
  lane.tellStanding(standing);
  const desk: AlarmDesk = {
    standing,
    ...readAlarms(store),
    acknowledge: (...given) => hand('acknowledge', ...given) as Promise<Refusal | null>,
    shelve: (...given) => hand('shelve', ...given) as Promise<Refusal | null>,
    promote: (...given) => hand('promote', ...given) as Promise<string | Refusal>,
    suppressions: (jurisdiction) => shown.get(jurisdiction)?.silences ?? [],
    askSuppression: (...given) => hand('askSuppression', ...given) as Promise<Suppression | Refusal>,
    settleSuppression: (...given) => hand('settleSuppression', ...given) as Promise<Suppression | Refusal>,
  };
  return {
    desk,
    take(mine) {
      own = mine;
      told.clear();
    },
    give() {
      own = null;
      shown.clear();
      lane.tellStanding(standing);
    },
    stop: () => clearInterval(timer),
  };
}
