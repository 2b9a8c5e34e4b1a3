import { ringNames } from '#shared/incident/rings.ts';

export type RingState = 'closed' | 'open' | 'broken' | 'none';

/** States of the nine rings from a row's `rings` text: `1` closed, `0` open, `x` broken, `-` does not apply. */
export function ringsOf(text: string): RingState[] {
  const states: Record<string, RingState> = { '1': 'closed', x: 'broken', '-': 'none' };
  return ringNames.map((_, i) => states[text[i] ?? ''] ?? 'open');
}

/** The ring under way: the first that is open after all closed ones; null when the life is over. */
export function currentRing(rings: string): number | null {
  const first = rings.indexOf('0', rings.lastIndexOf('1') + 1);
  return first < 0 ? null : first;
}

/** The point on a circle of radius `radius` round (0, 0) at `turn` (0 = top, 1 = once round, clockwise). */
export function onCircle(turn: number, radius: number): [x: number, y: number] {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** SVG path of the arc of ring `index`, with `gap` (share of a turn) left free between two arcs. */
export function ringArc(index: number, radius: number, gap: number): string {
  const from = onCircle(index / 9 + gap / 2, radius);
  const to = onCircle((index + 1) / 9 - gap / 2, radius);
  const text = ([x, y]: [number, number]): string => `${x.toFixed(2)} ${y.toFixed(2)}`;
  return `M${text(from)}A${radius} ${radius} 0 0 1 ${text(to)}`;
}

/** Where each ring is drawn and its name stands; made once, since lists draw hundreds. */
function shapes(radius: number, gap: number) {
  return ringNames.map((name, i) => {
    // Names of several letters begin where the ring ends, those above and below stand on its middle.
    const [side] = onCircle((i + 0.5) / 9, 1);
    const anchor: 'middle' | 'start' | 'end' = Math.abs(side) < 0.5 ? 'middle' : side > 0 ? 'start' : 'end';
    const [x, y] = onCircle((i + 0.5) / 9, anchor === 'middle' ? 45.5 : 43);
    return { name, path: ringArc(i, radius, gap), x, y, anchor };
  });
}
export const ringShapes = { small: shapes(40, 0.012), large: shapes(36, 0.014) };

/**
 * The arcs of a glyph as one path for each look (a state, or `current` for the open ring under way): a queue that is scrolled paints
 * dozens of them in a frame.
 */
export function glyphArcs(
  states: readonly RingState[],
  current?: number,
): [look: RingState | 'current', path: string][] {
  const paths = new Map<RingState | 'current', string>();
  ringShapes.small.forEach(({ path }, i) => {
    const state = states[i] ?? 'open';
    const look = i === current && state === 'open' ? 'current' : state;
    paths.set(look, (paths.get(look) ?? '') + path);
  });
  return [...paths];
}
