import type { Incident } from '#shared/incident/incident.ts';
import type { Thread } from '../../../telling/threads.ts';

/** An order and what came back: what somebody wrote, or a task that was given to a unit. */
export interface OrderRow {
  id: string;
  at: number;
  who: string;
  /** Whom it was said to; empty: all. */
  to: readonly string[];
  text: string;
  /** How long an answer is waited for; null: none is. */
  waitingMs: number | null;
  /** How long the last answer took; null: none came, or one is still owed. */
  answeredMs: number | null;
  reply: { who: string; text: string } | null;
}

/** What was written in a matter's channel, as orders. */
export function messageRows(threads: readonly Thread[], now: number): OrderRow[] {
  return threads.map((thread) => {
    const waits = thread.order && thread.receipts.some(({ repliedAt }) => repliedAt === null);
    const answers = thread.receipts.flatMap(({ repliedAt }) => repliedAt ?? []);
    const reply = thread.replies.at(-1);
    return {
      id: thread.id,
      at: thread.at,
      who: thread.who,
      to: thread.to,
      text: thread.text,
      waitingMs: waits ? now - thread.at : null,
      answeredMs: !waits && answers.length > 0 ? Math.max(...answers) - thread.at : null,
      reply: reply ? { who: reply.who, text: reply.text } : null,
    };
  });
}

/** Tasks that were given: a unit's signature is the receipt of it. */
export function taskRows(
  { tasks }: Pick<Incident, 'tasks'>,
  words: {
    who: string;
    text: (role: Incident['tasks'][number]['role']) => string;
    unit: (id: string) => string;
  },
  now: number,
): OrderRow[] {
  return tasks
    .filter(({ state }) => state !== 'withdrawn')
    .map((task) => ({
      id: `task ${task.id}`,
      at: task.issuedAt,
      who: words.who,
      to: [words.unit(task.unit)],
      text: words.text(task.role),
      waitingMs: task.state === 'issued' ? now - task.issuedAt : null,
      answeredMs:
        task.signedAt === undefined || task.signedAt === null ? null : task.signedAt - task.issuedAt,
      reply: null,
    }));
}
