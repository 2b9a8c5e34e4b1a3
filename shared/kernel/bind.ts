type Act<P> = (ports: P, ...args: never[]) => unknown;
type Bound<M> = {
  readonly [K in keyof M]: M[K] extends (ports: never, ...args: infer A) => infer R
    ? (...args: A) => R
    : never;
};

/**
 * The acts of a room with what they need handed in once. Each act is a function of a file, with its ports before its arguments, so that
 * it says what it needs and can be read and tried by itself.
 */
export function bindTo<P, M extends Readonly<Record<string, Act<P>>>>(ports: P, acts: M): Bound<M> {
  const bound = Object.entries(acts).map(([name, act]) => [name, act.bind(undefined, ports)]);
  return Object.fromEntries(bound) as Bound<M>;
}
