/** One note of a tune: when it begins (s from now), how high it is (Hz), how long it lasts (s). */
export type Note = readonly [at: number, hz: number, forS: number];
export interface Voice {
  type: OscillatorType;
  /** 0 to 1. */
  loudness: number;
}

/** Plays plain tones. Each swells and fades, so that it does not click. */
export function playTones(context: AudioContext, notes: readonly Note[], { type, loudness }: Voice): void {
  for (const [at, hz, forS] of notes) {
    const from = context.currentTime + at;
    const [tone, gain] = [context.createOscillator(), context.createGain()];
    tone.type = type;
    tone.frequency.value = hz;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.015);
    gain.gain.linearRampToValueAtTime(0, from + forS);
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(from + forS);
  }
}
