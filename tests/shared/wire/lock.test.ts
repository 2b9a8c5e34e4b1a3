import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { down } from '#shared/wire/down.ts';
import { up } from '#shared/wire/up.ts';
import { protocolVersion } from '#shared/wire/version.ts';

/**
 * The shape of every message, by protocol version. When this test fails, old screens and new servers would misunderstand
 * each other: raise `protocolVersion` and add a line here; never change a line.
 */
const shapes: Record<number, string> = {
  1: 'fc64415632de8773a08c6ad5ac614d0f80e5e6185226fdecadcae4d634a5826e',
  2: 'f78b2787b867cc17217ab72e010539849b5f1a682a41131f00e97fb223361da3',
  3: '1d16fecf12cd97c52f959123393a9388bd50c2721b6768e075c4bf4088e838de',
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
