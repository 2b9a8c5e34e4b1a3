import type { Incident } from '#shared/incident/incident.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { indexPack } from '../../../telling/names.ts';
import type { openSoftLock } from '../queue/soft-lock.ts';
import { openActs } from './acts.ts';
import { wayBack } from './way-back.ts';

/** Acts on the open matter, each with the way back where its procedure has one. */
export function openActing({
  api,
  dossier,
  send,
  now,
  lock,
  index,
  allowed,
}: Pick<Parameters<typeof openActs>[0], 'api' | 'dossier' | 'send' | 'now'> & {
  lock: ReturnType<typeof openSoftLock>;
  index: ReturnType<typeof indexPack>;
  allowed: (incident: Incident) => Transition[];
}) {
  return openActs({
    api,
    dossier,
    send,
    now,
    acted: lock.letGo,
    allowed,
    back: (act, after) => {
      const procedure = index.procedures.get(after.procedure);
      return procedure ? wayBack(act, allowed(after), procedure) : null;
    },
  });
}
