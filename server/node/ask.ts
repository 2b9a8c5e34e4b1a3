import { randomUUID } from 'node:crypto';
import type { NodePort } from './port.ts';
import { hearParcels, openParcels } from './parcels.ts';

interface Question {
  id: string;
  ask?: unknown;
  /** Missing: it is a question. */
  answer?: unknown;
}

const patienceMs = 3_000;

/**
 * Asks whichever other node knows. `answer` gives undefined where this node does not; of several answers the first counts. Resolves
 * to null when nobody answered within three seconds. Whoever answers does what is asked at most once: nothing is sent again.
 */
export function openAsking<Asked, Answered>(
  node: NodePort,
  topic: string,
  answer: (asked: Asked) => Promise<Answered> | undefined,
): (asked: Asked) => Promise<{ said: Answered } | null> {
  const send = openParcels(node, topic);
  const waiting = new Map<string, (said: Answered) => void>();
  hearParcels(node, topic, (body) => {
    const { id, ask, ...rest } = body as Question;
    if (ask === undefined) return waiting.get(id)?.(rest.answer as Answered);
    // What throws here is told by silence: whoever asked hears that nobody answered.
    answer(ask as Asked)
      ?.then((said) => send({ id, answer: said ?? null }))
      .catch(() => undefined);
  });
  return (asked) =>
    new Promise((resolve) => {
      const id = randomUUID();
      const done = (said: { said: Answered } | null): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(said);
      };
      const timer = setTimeout(() => done(null), patienceMs);
      waiting.set(id, (said) => done({ said }));
      send({ id, ask: asked });
    });
}
