import { computed, onScopeDispose, ref, watch } from 'vue';
import type { WallStatus } from '#shared/wall/status.ts';
import { enqueue, volumeAt, type Speech, type Utterance } from '#shared/wall/speech.ts';

/** What the browser speaks with; handed in by tests. */
export interface Voice {
  voices(): readonly { lang: string }[];
  onVoices(changed: () => void): () => void;
  /** Resolves when it was said; rejects with the browser's word when it was not. */
  say(text: string, volume: number, lang: string): Promise<void>;
  stop(): void;
}

/** The browser's own; null where it has none. */
export function browserVoice(): Voice | null {
  const synth = (globalThis as { speechSynthesis?: SpeechSynthesis }).speechSynthesis;
  if (!synth) return null;
  return {
    voices: () => synth.getVoices(),
    onVoices(changed) {
      synth.addEventListener('voiceschanged', changed);
      return () => synth.removeEventListener('voiceschanged', changed);
    },
    say: (text, volume, lang) =>
      new Promise((done, fail) => {
        const utterance = new SpeechSynthesisUtterance(text);
        const voice = synth.getVoices().find((one) => one.lang.startsWith(lang.slice(0, 2)));
        Object.assign(utterance, { lang, volume, ...(voice && { voice }) });
        utterance.addEventListener('end', () => done());
        utterance.addEventListener('error', ({ error }) => fail(new Error(error)));
        synth.speak(utterance);
      }),
    stop: () => synth.cancel(),
  };
}

/** A sentence that is not said by then never will be: the queue goes on. */
const longestMs = 30_000;

/** Waits until a sentence was said, or should have been; answers whether the browser does not let it be said. */
async function isBlocked(saying: Promise<void>): Promise<boolean> {
  const late = new Promise<void>((done) => setTimeout(done, longestMs));
  return Promise.race([saying, late]).then(
    () => false,
    (error: unknown) => (error as Error).message === 'not-allowed',
  );
}

/**
 * Says urgent matters aloud, each once, those that stood there already at the beginning never. What cannot be said is no secret:
 * `state` tells why.
 */
export function useSpeech(parts: {
  voice: Voice | null;
  urgent: () => readonly Utterance[];
  speech: () => Speech;
  hour: () => number;
  lang: () => string;
  /** Nothing is said of another instant. */
  silent: () => boolean;
}) {
  const { voice } = parts;
  const said = new Set<string>();
  let queue: Utterance[] = [];
  let speaking = false;
  const [hasVoice, blocked] = [ref(false), ref(false)];
  const look = (): void =>
    void (hasVoice.value =
      voice?.voices().some(({ lang }) => lang.startsWith(parts.lang().slice(0, 2))) ?? false);
  look();
  const unlook = voice?.onVoices(look);
  const volume = (): number => volumeAt(parts.speech(), parts.hour());

  async function next(): Promise<void> {
    if (speaking || !voice) return;
    const [one] = queue;
    if (!one) return;
    queue = queue.slice(1);
    speaking = true;
    blocked.value = await isBlocked(voice.say(one.text, volume(), parts.lang()));
    speaking = false;
    void next();
  }
  let first = true;
  watch(
    parts.urgent,
    (rows) => {
      const coming = first || parts.silent() || volume() === 0 || !hasVoice.value ? [] : rows;
      queue = enqueue(queue, said, coming);
      for (const { id } of rows) said.add(id);
      first = false;
      void next();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    unlook?.();
    queue = [];
    voice?.stop();
  });
  return {
    state: computed((): WallStatus['voice'] => {
      if (!parts.speech().on || volume() === 0) return 'off';
      if (!hasVoice.value) return 'none';
      return blocked.value ? 'blocked' : 'speaks';
    }),
  };
}
