import type { ComputedRef } from 'vue';
import type { Actor, Person } from '#shared/access/person.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer, CommandBody, PackDigest } from '#shared/wire/http.ts';
import type { Drafts } from '../../../forms/kept-drafts.ts';
import type { Api } from '../../../http/api.ts';
import type { PackIndex, packNames } from '../../../telling/names.ts';
import type { Slice } from '../../../telling/slice.ts';
import { openContext } from './context.ts';

/** Who sits here, for which part of which county, in whose words, and the one way to say something to the house. */
export interface SeatContext {
  api: Api;
  person: Person;
  /** The person as an act names them. */
  actor: Actor;
  pack: PackDigest;
  index: PackIndex;
  names: ComputedRef<ReturnType<typeof packNames>>;
  slice: Slice;
  /** Cut off: what is shown is old, and nothing is sent. */
  offline: ComputedRef<boolean>;
  /** Sends a command; refused at once while cut off. What it changed comes back over the stream. */
  send(body: CommandBody): Promise<CommandAnswer | Refusal>;
  /** Words that were begun at this seat, kept for a day. */
  drafts(): Drafts;
}
export const { provide: provideSeat, use: useSeat } = openContext<SeatContext>('seat');
