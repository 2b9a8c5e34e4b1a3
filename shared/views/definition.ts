import type { z } from 'zod';

/**
 * What a screen that follows several channels of a view shows of a table: `each` row of any channel, since a row means the same
 * in all of them; or the rows of the `first` channel alone, since they are sums over a scope.
 */
export type Merge = 'each' | 'first';
export interface TableDefinition {
  row: z.ZodType<Record<string, unknown>>;
  merge: Merge;
}

/**
 * A view, told once: its tables with the schemas of their rows. Rows are typed by it, the wire's lock holds it, and projections,
 * channels and stores are records over the names of all views (`views.ts`), so that one which is forgotten does not compile.
 */
export interface ViewDefinition {
  /** Whether an instant of the past has it: what lives in the memory of the server alone has no past. */
  remembered: boolean;
  tables: Readonly<Record<string, TableDefinition>>;
}

/** A view as it is, so that its tables keep their own types. */
export const defineView = <const V extends ViewDefinition>(view: V): V => view;

/** The row of a table. */
export type RowOf<V extends ViewDefinition, T extends keyof V['tables']> = V['tables'][T] extends {
  row: infer R extends z.ZodType;
}
  ? z.infer<R>
  : never;
