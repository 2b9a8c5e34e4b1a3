import { z } from 'zod';

/** How nodes, steps, fields and clocks of a procedure are called. */
export const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case words joined by hyphens');
