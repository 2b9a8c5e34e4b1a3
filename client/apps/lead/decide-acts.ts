import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer, CommandBody, IncidentList } from '#shared/wire/http.ts';

/** What a leader does about the matters of a card, each in one go. */
export const decideActs = ['supervise', 'refer', 'read'] as const;
export type DecideAct = (typeof decideActs)[number];
type Row = IncidentList['rows'][number];

/** Texts that go with an act into the ledger. */
export interface ActWords {
  /** What the matter is about here: the card's title. */
  reason: string;
  /** What a supervised unit must answer. */
  duty: string;
  /** The order by which a matter is referred. */
  order: string;
  /** The remark of having read it. */
  read: string;
}

/** An order of a leader is answered within the next work day. */
const answerWithin = { amount: 1, unit: 'work-day' } as const;

/**
 * The command of an act for a matter. 督办 opens a supervision order to the lead unit, 转办 is an order in the channel of the
 * matter to the unit that leads it, 已阅 a remark in its ledger.
 */
export function commandOf(
  act: DecideAct,
  row: Pick<Row, 'id' | 'version' | 'lead'>,
  words: ActWords,
): CommandBody {
  const { id: incident, version, lead } = row;
  if (act === 'supervise') {
    const { duty, reason } = words;
    const form = { level: 'leader', way: 'list', duty, limit: answerWithin, reason };
    return { kind: 'take', incident, version, transition: 'supervise', form };
  }
  if (act === 'refer')
    return {
      kind: 'say',
      incident,
      text: words.order,
      to: lead === null ? [] : [lead],
      order: true,
      evidence: [],
    };
  return { kind: 'note', incident, text: words.read, evidence: [] };
}

export interface ActResult {
  done: number;
  refused: { row: Row; refusal: Refusal }[];
}

/** Sends an act for each matter, one after the other; what is refused is told with its reason, and the rest goes through. */
export async function actOn(
  rows: readonly Row[],
  command: (row: Row) => CommandBody,
  send: (body: CommandBody) => Promise<CommandAnswer | Refusal>,
): Promise<ActResult> {
  const result: ActResult = { done: 0, refused: [] };
  for (const row of rows) {
    const answer = await send(command(row));
    if (isRefusal(answer)) result.refused.push({ row, refusal: answer });
    else result.done += 1;
  }
  return result;
}
