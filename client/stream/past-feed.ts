import type { Refusal } from '#shared/kernel/refusal.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { viewHash } from '#shared/views/view.ts';
import { decodeFrame } from '#shared/wire/frame.ts';
import type { Replayed } from '#shared/wire/replay.ts';
import { unheard } from '../stores/link.ts';
import type { Sinks } from './feed.ts';
import { mergeOps, viewOf } from './merge.ts';
import { openReplica, takePatch, takeSnapshot, type Replica } from './replica.ts';

/** Asks for channels at an instant, going on from an instant that is held when there is one. */
export type AskPast = (at: number, from: number | undefined) => Promise<Replayed | Refusal>;

/** A feed whose clock somebody turns: the same replicas, the same checks, the same stores as of the present. */
export interface PastFeed {
  /** Shows an instant; null when the stores hold it. One is asked for at a time. */
  show(at: number): Promise<Refusal | null>;
  replicas(): readonly Readonly<Replica>[];
}
export interface PastParts {
  channels: readonly string[];
  sinks: Sinks & { readings: { clear(): void } };
  ask: AskPast;
}

export function startPastFeed({ channels, sinks, ask }: PastParts): PastFeed {
  const replicas = channels.map(openReplica);
  let held: number | undefined;
  let turn = 0;

  const take = ({ channels: told, seq }: Replayed): void => {
    for (const { channel, from, ops, hash } of told) {
      const replica = replicas.find(({ name }) => name === channel);
      if (!replica) continue;
      const applied =
        from === null || replica.epoch === null
          ? takeSnapshot(replica, { channel, epoch: `past ${turn}`, rev: turn, seq, hash }, ops)
          : takePatch(replica, { channel, epoch: replica.epoch, rev: replica.rev + 1, seq, hash, ops });
      sinks[viewOf(channel)].apply(mergeOps(replicas, replica, applied));
    }
  };
  const tell = ({ seq }: Replayed): void => {
    const first = replicas[0];
    sinks.freshness.set({
      ...unheard,
      link: 'past',
      ageMs: 0,
      seq,
      hash: first ? viewHash(first.view) : '',
      consistent: replicas.every(({ sound }) => sound),
      mismatches: replicas.reduce((sum, { mismatches }) => sum + mismatches, 0),
    });
  };
  const showOnce = async (at: number, from: number | undefined): Promise<Refusal | null> => {
    const told = await ask(at, from);
    if (isRefusal(told)) return told;
    turn += 1;
    take(told);
    // What was told may be of another instant than was asked for: a drill goes by its own clock.
    held = told.at;
    const frame = told.frame === null ? null : decodeFrame(bytesOf(told.frame));
    // A reading may be older than what is shown: the past begins with nothing heard.
    if (frame) sinks.readings.clear();
    if (frame) sinks.readings.apply(frame);
    tell(told);
    return null;
  };

  return {
    replicas: () => replicas,
    async show(at) {
      const refusal = await showOnce(at, held);
      if (refusal || replicas.every(({ sound }) => sound)) return refusal;
      // What does not have the server's hash is asked for whole.
      held = undefined;
      return showOnce(at, undefined);
    },
  };
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
