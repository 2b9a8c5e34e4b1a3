/**
 * A header of every answer of a house. What comes without it was put there by somebody between: the sign-in page of a network, the error
 * page of a gateway.
 */
export const houseMark = { name: 'x-answered-by', value: 'jiuhuan' } as const;

/** Whether somebody between who answers so wants to be signed in to: shows a page, leads to one, or turns away. A gateway has other numbers. */
export const asksForNetwork = (status: number): boolean =>
  status < 400 || [401, 403, 407, 511].includes(status);
