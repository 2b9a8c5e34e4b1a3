import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { may, type Bearer, type Capability } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { DoorName } from '#shared/access/doors.ts';
import type { Source } from '../access/sources.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/**
 * A route as data: what `mount.ts` serves and `openapi.ts` documents are this one list, and nothing is served without
 * saying who may ask.
 */
export interface Route {
  method: Method;
  /** Below `/api/:jurisdiction`, in express's form. */
  path: string;
  tag: string;
  summary: string;
  who: Who;
  query?: z.ZodType;
  body?: z.ZodType;
  /** The body is a batch as JSON or NDJSON, left for the door behind it to parse. */
  batch?: z.ZodType;
  /** The body comes as an HTML form sends it, from elsewhere: it brings its own proof. */
  form?: boolean;
  /** The body may hold the rows of a whole sheet. */
  sheet?: boolean;
  /** The body is a file of one of these types, left to be streamed. */
  upload?: readonly string[];
  answer: z.ZodType;
  /** It answers a file of one of these types in place of JSON. */
  download?: readonly string[];
  /** Needs the header `Idempotency-Key`. */
  idempotent?: boolean;
  /** Run once the body is read, before it is looked at: rate limits. */
  guards?: RequestHandler[];
  handle(
    asked: Asked<unknown, unknown> & { person: Person; seat: string | null; source: Source },
  ): Promise<unknown> | unknown;
}
export type Method = 'get' | 'post' | 'patch' | 'delete';
export type Who =
  { kind: 'anyone' } | { kind: 'may'; capability: Capability } | { kind: 'source'; door: DoorName };

export interface Asked<Query, Body> {
  pack: LoadedPack;
  params: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
  /** The idempotency key, when the route asks for one. */
  key: string;
  /** SHA-256 of the body, when the route asks for a key. */
  digest: string;
  req: Request;
  res: Response;
}
type Shape<Q extends z.ZodType, B extends z.ZodType> = Omit<Route, 'who' | 'handle' | 'query' | 'body'> & {
  query?: Q;
  body?: B;
};
type Answer = Promise<unknown> | Refusal | unknown;

/** Open to everyone. */
export function forAnyone<Q extends z.ZodType, B extends z.ZodType>(
  shape: Shape<Q, B> & { handle(asked: Asked<z.output<Q>, z.output<B>>): Answer },
): Route {
  return erased(shape, { kind: 'anyone' });
}

/** For people signed in to the jurisdiction whose role holds the capability. */
export function forWho<Q extends z.ZodType, B extends z.ZodType>(
  capability: Capability,
  shape: Shape<Q, B> & {
    handle(asked: Asked<z.output<Q>, z.output<B>> & { person: Person; seat: string | null }): Answer;
  },
): Route {
  return erased(shape, { kind: 'may', capability });
}

/** For another system whose token opens this door. */
export function forSource<Q extends z.ZodType, B extends z.ZodType>(
  door: DoorName,
  shape: Shape<Q, B> & { handle(asked: Asked<z.output<Q>, z.output<B>> & { source: Source }): Answer },
): Route {
  return erased(shape, { kind: 'source', door });
}

/** `mount.ts` hands `handle` only what has passed the very schemas it stands beside, so their types may be forgotten here. */
function erased(shape: object, who: Who): Route {
  return { ...shape, who } as Route;
}

/** Whether somebody may ask. */
export function isFor(who: Who, asker: Bearer): boolean {
  return who.kind === 'may' && may(asker, who.capability);
}
