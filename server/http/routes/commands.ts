import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/http.ts';
import type { Execute, Order } from '../../ports.ts';
import { findRests, type ReadCourse } from '../../queries/find-rests.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { PublicStore } from '../../storage/public/public-store.ts';
import type { openLimits } from '../limits.ts';
import { reportBySource } from '../report-by-source.ts';
import { forWho, forSource, type Route } from '../route.ts';

/** The two doors to the ledger: what people do on screens, and what other systems report. */
export function commandRoutes(ports: {
  execute: Execute;
  reports: Pick<PublicStore, 'keepCaller'>;
  /** What was measured, for those who name readings. */
  trend: ReadCourse;
  limits: ReturnType<typeof openLimits>;
  now: () => number;
}): Route[] {
  const { execute, reports, trend, limits, now } = ports;
  return [
    forWho('report', {
      method: 'post',
      path: '/commands',
      tag: 'commands',
      summary: 'Reports, takes a step of a procedure, remarks, proposes, signs, reads or releases a warning',
      body: wire.commandBody,
      answer: wire.commandAnswer,
      idempotent: true,
      guards: limits.command,
      async handle({ pack, person, body, key, digest }) {
        const { command, caller } = apart(body);
        if (caller && !may(person, 'see-contacts'))
          return refuse('forbidden', 'only-desk-writes-caller', 'caller');
        const whole = await withReadings(trend, pack, person, command);
        if (isRefusal(whole)) return whole;
        const done = await execute({ jurisdiction: pack.id, by: person, key, digest, command: whole });
        // Sent again with the same key, a house that stopped in between finds its place here.
        if (caller && !isRefusal(done)) await reports.keepCaller(pack.id, done.subject, caller, now());
        return done;
      },
    }),
    forSource('reports', {
      method: 'post',
      path: '/reports',
      tag: 'doors',
      summary: 'Another system reports: a hotline, a citizen service, a superior',
      body: wire.reportBody,
      answer: wire.commandAnswer,
      idempotent: true,
      guards: [limits.door],
      handle: ({ pack, source, body, key, digest }) =>
        reportBySource(execute, pack, source, { key, digest, command: { kind: 'report', ...body } }),
    }),
  ];
}

/** A command as the ledger takes it, and who called, which is not for the ledger. */
function apart(body: wire.CommandBody) {
  if (body.kind !== 'report') return { command: body, caller: undefined };
  const { caller, ...command } = body;
  return { command, caller };
}

/** A command whose basis names readings, with what they said. */
async function withReadings(
  trend: ReadCourse,
  pack: LoadedPack,
  person: Person,
  command: ReturnType<typeof apart>['command'],
): Promise<Order['command'] | Refusal> {
  if (!('rests' in command) || command.rests === undefined) return command as Order['command'];
  const rests = await findRests(trend, pack, person, command.rests);
  return isRefusal(rests) ? rests : { ...command, rests };
}
