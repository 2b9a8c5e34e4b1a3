import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A process of a benchmark: `ask` sends a word and resolves with the next message. */
export interface Child {
  ask<T>(word: string): Promise<T>;
  tell(word: string): void;
  end(): Promise<void>;
}

/** Starts `tests/bench/<file>` with an order and resolves with its first message. */
export async function startChild<T>(file: string, order: unknown): Promise<{ child: Child; first: T }> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, file), [JSON.stringify(order)]);
  const next = async (): Promise<unknown> => {
    const gone = once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended`)));
    const [message] = (await Promise.race([once(child, 'message'), gone])) as [unknown];
    gone.catch(() => undefined);
    return message;
  };
  const first = (await next()) as T;
  return {
    first,
    child: {
      async ask<A>(word: string) {
        const answer = next();
        child.send(word);
        return (await answer) as A;
      },
      tell: (word) => void child.send(word),
      async end() {
        child.send('quit');
        await once(child, 'exit');
      },
    },
  };
}
