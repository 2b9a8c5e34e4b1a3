/** What a key of a keyboard or of a remote control does on a wall; a number is the place of a scene, from 0. */
export type WallAct = number | 'next' | 'last' | 'back' | 'turn' | 'down' | 'up';

const acts: Readonly<Record<string, WallAct>> = {
  ArrowRight: 'next',
  ChannelUp: 'next',
  MediaTrackNext: 'next',
  ArrowLeft: 'last',
  ChannelDown: 'last',
  MediaTrackPrevious: 'last',
  Escape: 'back',
  Backspace: 'back',
  GoBack: 'back',
  BrowserBack: 'back',
  r: 'turn',
  MediaPlayPause: 'turn',
  ArrowDown: 'down',
  ArrowUp: 'up',
};

/** By the names that browsers give to keys (UI Events), those of remote controls among them. Null: it only counts as a hand. */
export function actOf(key: string): WallAct | null {
  if (/^[1-9]$/.test(key)) return Number(key) - 1;
  return acts[key] ?? null;
}
