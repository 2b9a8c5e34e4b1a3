import { dayMs } from '#shared/kernel/span.ts';

/** Height of the bar's drawing, in its own units. */
export const barHeight = 40;
export const bins = 288;

/** One path of all five-minute bins, the highest filling the height; a bin with anything in it is never invisible. */
export function densityPath(fives: readonly number[]): string {
  const most = Math.max(1, ...fives);
  return fives
    .map((count, i) => {
      if (count <= 0) return '';
      const height = Math.max(2, (count / most) * barHeight);
      return `M${i * 4} ${barHeight}v${(-height).toFixed(1)}h3v${height.toFixed(1)}z`;
    })
    .join('');
}

/** Share of the local day that has passed at `now`; `from` is its midnight. */
export function dayShare(from: number, now: number): number {
  return Math.min(1, Math.max(0, (now - from) / dayMs));
}
