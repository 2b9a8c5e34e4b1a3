import type { Form } from '#shared/incident/command.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import type { Evidence } from '#shared/incident/incident.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';

/** A step that follows a report as soon as its matter has a number. */
export interface FollowUp {
  transition: string;
  form: Form;
  act: Localized;
}

/** A command that somebody has given and that is not lost before the server has answered it. */
export interface Entry {
  /** Its idempotency key: sent again, it is not carried out twice. */
  key: string;
  jurisdiction: string;
  /** Who wrote it. Nobody else sends it. */
  who: string;
  /** Its place in the queue; later ones are sent later. */
  place: number;
  writtenAt: number;
  /** `phone`: written before the server's clock was heard, so its instants are those of this device. */
  clock?: 'phone';
  /** What it is about, and what is done, in words. */
  title: string;
  act: Localized;
  command: CommandBody;
  follow?: FollowUp;
  state: 'waiting' | 'sent' | 'refused';
  settledAt?: number;
  /** The matter it made or changed. */
  subject?: string;
  refusal?: Refusal;
}
/** What a person gives; the rest is the outbox's. */
export type Draft = Pick<Entry, 'title' | 'act' | 'command' | 'follow'>;

/** The server forgets keys after a month: what is older could be carried out twice. */
const keptKeyMs = 25 * dayMs;
/** From then on its writer is told until when it can be sent. */
const nearMs = 5 * dayMs;

/** Until when an entry that waits may be sent, once that is near; null before. */
export function lastDay({ state, writtenAt }: Entry, now: number): number | null {
  const end = writtenAt + keptKeyMs;
  return state === 'waiting' && end - now < nearMs ? end : null;
}
/** For how long what was sent is still shown. */
const shownMs = dayMs / 2;

/** A draft as the last of the queue. */
export function entryOf(
  draft: Draft,
  by: Pick<Entry, 'key' | 'jurisdiction' | 'who'>,
  queue: readonly Pick<Entry, 'place'>[],
  now: number,
): Entry {
  const place = queue.reduce((last, one) => Math.max(last, one.place), 0) + 1;
  return { ...draft, ...by, place, writtenAt: now, state: 'waiting' };
}

/** An entry of a phone's own clock by that of the server, which is so many ms later. It was never sent before. */
export function byServerClock({ clock: _, ...entry }: Entry, difference: number): Entry {
  if (difference === 0) return entry;
  const moved = (list: readonly Evidence[]): Evidence[] =>
    list.map((one) => ({ ...one, at: one.at + difference }));
  const inForm = (form: Form): Form =>
    Object.fromEntries(
      Object.entries(form).map(([id, value]) => [id, isEvidence(value) ? moved(value) : value]),
    );
  const { command, follow } = entry;
  return {
    ...entry,
    writtenAt: entry.writtenAt + difference,
    command: {
      ...command,
      ...('evidence' in command && { evidence: moved(command.evidence) }),
      ...('form' in command && command.form && { form: inForm(command.form) }),
    } as CommandBody,
    ...(follow && { follow: { ...follow, form: inForm(follow.form) } }),
  };
}
function isEvidence(value: Form[string]): value is Evidence[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'object' && 'at' in one);
}

/** In the order in which they are sent. */
export function inOrder(entries: Iterable<Entry>): Entry[] {
  return [...entries].sort((a, b) => a.place - b.place || (a.key < b.key ? -1 : 1));
}

/** The one that is sent next. What was refused holds up nobody behind it. */
export function nextOf(queue: readonly Entry[]): Entry | null {
  return queue.find(({ state }) => state === 'waiting') ?? null;
}

/** Why an entry must not be sent any more; null when it may. */
export function staleness(entry: Entry, now: number): Refusal | null {
  return now - entry.writtenAt > keptKeyMs ? refuse('too-old', 'waited-too-long') : null;
}

/** Whether an answer says nothing about the command itself: the line, the load or the sign-in is at fault. */
export function isPassing(answer: CommandAnswer | Refusal): answer is Refusal {
  return isRefusal(answer) && (answer.code === 'busy' || answer.code === 'unauthenticated');
}

/**
 * An entry once the server has answered, and what follows from it. The follower's key comes from the first one's, so that a
 * browser that died between the two makes the same follower again.
 */
export function settle(entry: Entry, answer: CommandAnswer | Refusal, now: number): Entry[] {
  const { refusal: _, follow, ...rest } = entry;
  if (isRefusal(answer)) {
    return [{ ...rest, ...(follow && { follow }), state: 'refused', settledAt: now, refusal: answer }];
  }
  const sent: Entry = { ...rest, state: 'sent', settledAt: now, subject: answer.subject };
  if (!follow) return [sent];
  const { transition, form, act } = follow;
  const { subject: incident, version } = answer;
  const follower: Entry = {
    ...rest,
    key: `${entry.key}.then`,
    act,
    state: 'waiting',
    command: { kind: 'take', incident, version, transition, form },
  };
  return [sent, follower];
}

/** Keys of entries that are done with and long enough shown. */
export function outOfDate(entries: readonly Entry[], now: number): string[] {
  return entries
    .filter(({ state, settledAt = now }) => state === 'sent' && now - settledAt > shownMs)
    .map(({ key }) => key);
}

/** The step that waits to be taken on a matter, so that it is not taken a second time meanwhile. */
export function waitingFor(queue: readonly Entry[], incident: string): Entry | null {
  return (
    queue.find(
      ({ state, command }) => state === 'waiting' && command.kind === 'take' && command.incident === incident,
    ) ?? null
  );
}
