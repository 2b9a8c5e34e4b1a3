import { dayMs, hourMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import type { CommandBody } from '#shared/wire/http.ts';
import type { WarningDetail, WarningLine, WarningList } from '#shared/wire/warnings.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { isPretendSource, proposalOf, storiesOf, type Story } from './forecasts.ts';
import type { Session } from './session.ts';

/**
 * The pretend people about warnings, by the same doors as anybody: units propose what those who foretell tell them, the duty chief
 * signs it and what rules propose, raises it, and answers the changes that rules ask for; heads of towns and the units read what they
 * got. What a visitor proposes is left to people.
 */
export interface WardenPlan {
  pack: LoadedPack;
  seed: number;
  clock?: () => number;
  sessionOf(login: string): Promise<Session>;
  log: Log;
}

/** A visitor has so long to be first. */
const signAfterMs = 45 * secondMs;
const readAfterMs = 90 * secondMs;
/** What is foretold waits longer, so that there is something to sign. */
const signForetoldMs = 40 * minuteMs;
const lookMs = 15 * secondMs;
/** A story that began longer ago is not proposed any more: the simulator slept. */
const lateMs = 2 * hourMs;
/** Who proposes for the house. */
const proposer = 'warning-keeper';

export function startWardens({ pack, seed, clock = Date.now, sessionOf, log }: WardenPlan): { stop(): void } {
  const jurisdiction = pack.id;
  const towns = pack.grid.levels[0].map(({ id }) => id);
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  /** What was read already, by warning and login. */
  const done = new Set<string>();
  const look = async (): Promise<void> => {
    const chief = await sessionOf('chief');
    const list = await chief.warnings();
    const { standing, proposed, at } = list;
    const stories = storiesOf(pack, seed, clock() - 4 * dayMs, clock());
    for (const line of [...proposed, ...standing]) {
      const detail = await chief.warning(line.id);
      const command = answerOf(line, detail, at) ?? foretoldOf(stories, detail, at);
      if (command) await chief.command(command);
      else if (line.stage === 'in-effect') await readBy(line, detail, at);
    }
    for (const story of toPropose(stories, list, clock())) {
      await (await sessionOf(story.unit)).command(proposalOf(story));
    }
  };
  async function readBy(line: WarningLine, { state }: WarningDetail, at: number): Promise<void> {
    if (line.read >= line.sent || at - line.at < readAfterMs || at - line.at > 10 * minuteMs) return;
    const heads = towns.filter((one) => line.grids.length === 0 || line.grids.includes(one));
    const { to } = state;
    const logins = [
      ...(to?.units ?? []),
      ...(to?.posts.includes('duty-chief') ? ['chief'] : []),
      ...(to?.posts.includes('duty-officer') ? ['duty3'] : []),
      ...(to?.grids ? heads.map((town) => `field-${town}`) : []),
    ];
    for (const login of logins) {
      const key = `${line.id} ${line.colour} ${login}`;
      if (done.has(key)) continue;
      done.add(key);
      await (await sessionOf(login)).command({ kind: 'read-warning', warning: line.id });
    }
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

/** What is foretold now and stands nowhere yet. */
export function toPropose(stories: readonly Story[], list: WarningList, now: number): Story[] {
  const lines = [...list.standing, ...list.proposed, ...list.past];
  return stories.filter(
    ({ proposedAt, until, title, grids }) =>
      proposedAt <= now &&
      now - proposedAt < lateMs &&
      until > now + hourMs &&
      !lines.some(
        (line) =>
          line.title === title &&
          line.grids.join() === grids.join() &&
          (line.issuedAt ?? line.at) > proposedAt - minuteMs,
      ),
  );
}

/** What the chief does about what was foretold: signs it, rejects it when its time is over, raises it once. */
export function foretoldOf(
  stories: readonly Story[],
  { state }: Pick<WarningDetail, 'state'>,
  now: number,
): CommandBody | null {
  const { id: warning, version, rests = [] } = state;
  const [first] = rests;
  if (first?.kind !== 'forecast' || !isPretendSource(first.source)) return null;
  if (!('issuedAt' in state)) {
    if (now - state.proposedAt < signForetoldMs) return null;
    return (state.until ?? now) > now
      ? { kind: 'sign-warning', warning, version }
      : { kind: 'reject-warning', warning, version, reason: '预计的时段已过' };
  }
  const story = stories.find(({ basis }) => basis === first.text);
  const { raise, source } = story ?? {};
  if (!raise || raise.at > now || state.adjustedAt !== undefined || (state.until ?? 0) <= now) return null;
  const { colour, basis, at } = raise;
  const told = { kind: 'forecast' as const, source: source ?? '', text: basis, at };
  return { kind: 'adjust-warning', warning, version, colour, basis, rests: [told] };
}
