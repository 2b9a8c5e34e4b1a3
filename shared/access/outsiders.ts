/**
 * Those who act or look without an account of the staff. Whoever makes one spreads it here, so that their roles are named once:
 * `{ ...asCitizen, id, name }`.
 */
export const asHouse = { role: 'system' } as const;
export const asSource = { role: 'source' } as const;
export const asCitizen = { role: 'citizen' } as const;
export const asWall = { role: 'wall' } as const;
/** Sees the whole county; for looks of the house itself, which tells on only what is open to everybody. */
export const asCentre = { role: 'duty' } as const;
