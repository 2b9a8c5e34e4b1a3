import { wallPolicy, type WallPolicy } from '../pack/wall.ts';

/** What two pages of one browser tell each other of: a BroadcastChannel. */
export interface DraftChannel {
  postMessage(message: unknown): void;
  addEventListener(kind: 'message', heard: (event: { data: unknown }) => void): void;
  close(): void;
}

/** A draft of the county's walls on its way from the page on which it is composed to a wall that shows it. Nothing of it is kept. */
export function openDraftLine(channel: DraftChannel) {
  let asked: (() => void) | undefined;
  let told: ((policy: WallPolicy) => void) | undefined;
  channel.addEventListener('message', ({ data }) => {
    if (data === 'asked') return asked?.();
    // Another tab may be of another version: what no wall could show is not shown.
    const policy = wallPolicy.safeParse(data);
    if (policy.success) told?.(policy.data);
  });
  return {
    tell: (policy: WallPolicy): void => channel.postMessage(policy),
    /** A wall that has just come asks for what there is. */
    ask: (): void => channel.postMessage('asked'),
    onAsked: (act: () => void): void => void (asked = act),
    onTold: (act: (policy: WallPolicy) => void): void => void (told = act),
    close: (): void => channel.close(),
  };
}
