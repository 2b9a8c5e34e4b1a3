import { procedure, type Procedure } from './schema.ts';
import standard from './standard.json' with { type: 'json' };

/**
 * The procedures that come with the house, by id. A pack names those it runs; its own stand in its `procedures.json`.
 */
export const builtInProcedures: ReadonlyMap<string, Procedure> = new Map(
  [standard].map((data) => {
    const one = procedure.parse(data);
    return [one.id, one];
  }),
);
