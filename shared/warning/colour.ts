/** The four colours of the emergency law, the gravest first. */
export const colours = ['red', 'orange', 'yellow', 'blue'] as const;
export type Colour = (typeof colours)[number];

/** Whether one is graver than the other. */
export const isGraver = (one: Colour, other: Colour): boolean =>
  colours.indexOf(one) < colours.indexOf(other);
