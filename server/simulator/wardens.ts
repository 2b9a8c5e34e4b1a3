import { minuteMs, secondMs } from '#shared/kernel/span.ts';
import type { CommandBody } from '#shared/wire/http.ts';
import type { WarningDetail, WarningLine } from '#shared/wire/warnings.ts';
import type { Log } from '../log.ts';
import type { Session } from './session.ts';

/**
 * The pretend people about warnings, by the same doors as anybody: the duty chief signs what rules propose and answers the changes
 * that they ask for; heads of towns read what they got. What a person proposes is left to people.
 */
export interface WardenPlan {
  jurisdiction: string;
  sessionOf(login: string): Promise<Session>;
  /** Grids of the first level: one of them has a phone each. */
  towns: readonly string[];
  log: Log;
}

/** A visitor has so long to be first. */
const signAfterMs = 45 * secondMs;
const readAfterMs = 90 * secondMs;
const lookMs = 15 * secondMs;
/** Who proposes for the house. */
const proposer = 'warning-keeper';

export function startWardens({ jurisdiction, sessionOf, towns, log }: WardenPlan): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const chief = await sessionOf('chief');
    const { standing, proposed, at } = await chief.warnings();
    for (const line of [...proposed, ...standing]) {
      const command = answerOf(line, await chief.warning(line.id), at);
      if (command) await chief.command(command);
    }
    for (const line of standing) await readBy(line, at);
  };
  async function readBy(line: WarningLine, at: number): Promise<void> {
    if (line.read >= line.sent || at - line.at < readAfterMs || at - line.at > 10 * minuteMs) return;
    for (const town of towns.filter((one) => line.grids.length === 0 || line.grids.includes(one)))
      await (await sessionOf(`field-${town}`)).command({ kind: 'read-warning', warning: line.id });
  }
  const round = (): void => {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) =>
          log.warn({ jurisdiction, error: String(error) }, 'simulator: reading warnings failed'),
        )
        .finally(() => {
          if (!stopped) round();
        });
    }, lookMs);
  };
  round();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** What the chief does about one now; null: nothing. */
export function answerOf(line: WarningLine, { state }: WarningDetail, now: number): CommandBody | null {
  const { id: warning, version } = state;
  if (!('issuedAt' in state)) {
    const isOurs = line.stage === 'proposed' && state.by.id === proposer;
    return isOurs && now - state.proposedAt >= signAfterMs
      ? { kind: 'sign-warning', warning, version }
      : null;
  }
  const { asked } = state;
  if (!asked || asked.by.id !== proposer || now - asked.at < signAfterMs) return null;
  const { colour, basis } = asked;
  return colour === null
    ? { kind: 'release-warning', warning, version, basis }
    : { kind: 'adjust-warning', warning, version, colour, basis };
}
