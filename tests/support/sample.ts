import { z } from 'zod';

/** A JSON schema as zod writes it, as far as samples are made of it. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  minItems?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minLength?: number;
  format?: string;
  pattern?: string;
}

/** How one value of a sample is made anew: `place` says where it stands, as `set.limits.0`; undefined: as the schema has it. */
export type Spoil = (place: string, schema: Schema) => { value: unknown } | undefined;

/** A body that a schema may take, with whatever is optional; what only a pattern knows is a guess. */
export function sampleOf(schema: z.ZodType, spoil: Spoil = () => undefined): unknown {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const make = (one: Schema, place: string, depth: number): unknown => {
    const spoilt = spoil(place, one);
    if (spoilt) return spoilt.value;
    if (one.$ref !== undefined) {
      const found = one.$ref === '#' ? whole : whole.$defs?.[one.$ref.replace('#/$defs/', '')];
      return found && depth < 8 ? make(found, place, depth + 1) : null;
    }
    if ('const' in one) return one.const;
    if (one.enum) return one.enum[0];
    const choice = one.anyOf ?? one.oneOf ?? one.allOf;
    if (choice?.[0]) return make(choice[0], place, depth + 1);
    const under = (key: string | number): string => (place === '' ? String(key) : `${place}.${key}`);
    if (one.type === 'object')
      return Object.fromEntries(
        Object.entries(one.properties ?? {}).map(([key, value]) => [key, make(value, under(key), depth + 1)]),
      );
    if (one.type === 'array') {
      if (one.prefixItems) return one.prefixItems.map((item, i) => make(item, under(i), depth + 1));
      return one.items
        ? Array.from({ length: Math.max(1, one.minItems ?? 0) }, (_, i) =>
            make(one.items ?? {}, under(i), depth + 1),
          )
        : [];
    }
    if (one.type === 'number' || one.type === 'integer')
      return Math.min(Math.max(one.minimum ?? one.exclusiveMinimum ?? 1, 1), one.maximum ?? Infinity);
    if (one.type === 'boolean') return true;
    if (one.type === 'string') return textOf(one);
    return null;
  };
  return make(whole, '', 0);
}

function textOf({ format, minLength = 1 }: Schema): string {
  if (format === 'date-time') return '2026-11-22T08:00:00Z';
  if (format === 'date') return '2026-11-22';
  return 'x'.repeat(Math.max(minLength, 1));
}
