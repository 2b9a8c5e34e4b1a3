/** How the open matters of a county are drawn: cells by count, points gathered to discs, heat, or cells as towers. */
export const mapModes = ['cells', 'points', 'heat', 'towers'] as const;
export type MapMode = (typeof mapModes)[number];

/** Towers are seen from the side. */
export const pitchOf = (mode: MapMode): number => (mode === 'towers' ? 52 : 0);
