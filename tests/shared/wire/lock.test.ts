import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ViewDefinition } from '#shared/views/definition.ts';
import { views } from '#shared/views/views.ts';
import { down } from '#shared/wire/down.ts';
import { up } from '#shared/wire/up.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import { broken, promisedIn, promisesOf } from '../../support/promise.ts';

/**
 * The shape of every message, by protocol version. When this test fails, old screens and new servers would misunderstand
 * each other: raise `protocolVersion` and add a line here; never change a line.
 */
const shapes: Record<number, string> = {
  1: 'fc64415632de8773a08c6ad5ac614d0f80e5e6185226fdecadcae4d634a5826e',
  2: 'f78b2787b867cc17217ab72e010539849b5f1a682a41131f00e97fb223361da3',
  3: '1d16fecf12cd97c52f959123393a9388bd50c2721b6768e075c4bf4088e838de',
  4: '723e5d030de247271e6f2cfc5f2bfc15088e786b900506e5d527e59df7ab908f',
  5: 'bd49629ee160603d2cef10a223e84e4275e022ff28324f869e6d51d82e2d0802',
  6: '00c86d50c406c20cdada15de67f57d8d477139cc4d163ac224f3f7e138af1d38',
  7: '3d2a461ebae2845dd1576e8a94bfbf0eb1e21221de691b91baa17f5624150008',
};

const describeShape = (messages: Record<string, z.ZodType>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(messages).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, {
        unrepresentable: 'any',
        // Bytes have no JSON Schema, and what is said of a field is not its shape.
        override: ({ zodSchema, jsonSchema }) => {
          delete jsonSchema.description;
          if (zodSchema._zod.def.type === 'custom') jsonSchema['x-kind'] = 'bytes';
        },
      }),
    ]),
  );
const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const shape = hashOf([describeShape(up), describeShape(down)]);

it('W1 the wire has the shape that its version promises', () => {
  expect(shape).toBe(shapes[protocolVersion]);
});

it('W2 a changed, added or optional field changes the shape', () => {
  const changed = [
    { ...up, seen: z.strictObject({ tick: z.string() }) },
    { ...up, seen: z.strictObject({ tick: z.number().int(), more: z.string() }) },
    { ...up, seen: z.strictObject({ tick: z.number().int().optional() }) },
    { ...up, more: z.strictObject({}) },
  ].map((messages) => hashOf([describeShape(messages), describeShape(down)]));
  expect(new Set([shape, ...changed]).size).toBe(5);
});

it('W3 bytes are told apart from nothing in particular', () => {
  const changed = { ...down, frame: z.unknown() };
  expect(hashOf([describeShape(up), describeShape(changed)])).not.toBe(shape);
});

describe('rows of views', () => {
  const rowsOf = (given: Record<string, ViewDefinition>): string[] =>
    Object.entries(given).flatMap(([view, { tables }]) =>
      Object.entries(tables).flatMap(([table, { row, merge }]) => [
        `${view} ${table} merges: ${merge}`,
        ...promisesOf(z.toJSONSchema(row), `${view} ${table}`),
      ]),
    );
  const is = rowsOf(views);
  const was = promisedIn(new URL('promised-rows.txt', import.meta.url), is);

  it('W4 each field of a row that screens were promised is there, of its kind (`PROMISE=1` makes a new promise, with a new protocol version)', () => {
    expect(was.length).toBeGreaterThan(100);
    expect(broken(was, is, 'told')).toEqual([]);
  });

  it('W5 a renamed field, a changed kind, one that may be missing, a lost table and a lost view break it; more fields do not', () => {
    const { board, flow } = views;
    const { incident } = board.tables;
    const { lng, ...others } = incident.row.shape;
    const withRow = (row: ViewDefinition['tables'][string]['row']): Record<string, ViewDefinition> => ({
      ...views,
      board: { ...board, tables: { ...board.tables, incident: { ...incident, row } } },
    });
    const { watch: _, ...fewer } = board.tables;
    const broke = (given: Record<string, ViewDefinition>): string[] => broken(was, rowsOf(given), 'told');
    expect(broke(withRow(z.strictObject({ ...others, longitude: lng })))).toEqual([
      'board incident.lng: number',
    ]);
    expect(broke(withRow(incident.row.extend({ lng: z.string() })))).toEqual(['board incident.lng: number']);
    expect(broke(withRow(incident.row.extend({ lng: z.number().optional() })))).toEqual([
      'board incident.lng: number',
    ]);
    expect(broke(withRow(incident.row.extend({ more: z.string() })))).toEqual([]);
    expect(broke({ ...views, board: { ...board, tables: fewer } }).length).toBeGreaterThan(10);
    expect(broke({ ...views, flow: { ...flow, tables: {} } }).length).toBeGreaterThan(4);
    expect(
      broke({ ...views, flow: { ...flow, tables: { flow: { ...flow.tables.flow, merge: 'each' } } } }),
    ).toEqual(['flow flow merges: first']);
  });

  it('W6 what writers must give may become less, never more', () => {
    const lines = (shape: z.ZodRawShape): string[] =>
      promisesOf(z.toJSONSchema(z.strictObject({ b: z.strictObject(shape) })), 'POST /x');
    const was = lines({ a: z.string(), c: z.string().optional() });
    expect(broken(was, lines({ a: z.string().optional(), c: z.string().optional() }), 'asked')).toEqual([]);
    expect(
      broken(was, lines({ a: z.string(), c: z.string().optional(), d: z.string().optional() }), 'asked'),
    ).toEqual([]);
    expect(broken(was, lines({ a: z.string(), c: z.string() }), 'asked')).toEqual(['POST /x.b.c?: string']);
    expect(broken(was, lines({ a: z.string(), c: z.string().optional(), d: z.string() }), 'asked')).toEqual([
      'POST /x.b.d: string (is asked for now)',
    ]);
  });
});
