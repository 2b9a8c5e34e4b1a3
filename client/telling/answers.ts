import type { Child, Incident } from '#shared/incident/incident.ts';

/** Who of those that were given the same thing has answered, and who has not. What joins do not wait for is none of them. */
export interface Answers {
  answered: Child[];
  silent: Child[];
  /** Opened beside: supervision orders, appeals. */
  beside: Child[];
}

export function answersOf({ children = [] }: Pick<Incident, 'children'>): Answers {
  const asked = children.filter(({ loose }) => !loose);
  return {
    answered: asked.filter(({ joinedAt }) => joinedAt !== undefined),
    silent: asked.filter(({ joinedAt }) => joinedAt === undefined),
    beside: children.filter(({ loose }) => loose),
  };
}
