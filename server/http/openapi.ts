import { z } from 'zod';
import { rolesWho } from '#shared/access/may.ts';
import * as admin from '#shared/wire/admin.ts';
import * as wire from '#shared/wire/http.ts';
import * as saved from '#shared/wire/saved-filters.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import { isFor, type Route } from './route.ts';

type Json = Record<string, unknown>;
type Side = 'input' | 'output';

/** OpenAPI 3.1 of the routes, made from the schemas that parse them. */
export function openApi(routes: readonly Route[], jurisdictions: readonly string[], base = ''): Json {
  const names = nameSchemas();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const address = `/api/{jurisdiction}${route.path.replace(/:(\w+)/g, '{$1}')}`;
    (paths[address] ??= {})[route.method] = operation(route, jurisdictions, names);
  }
  const tags = [...new Set([...routes.map(({ tag }) => tag), 'watch'])].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: '九环 Jiuhuan',
      version: `${protocolVersion}`,
      description: 'Instants are epoch ms UTC, positions WGS-84. Refusals are RFC 9457 problem documents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Relative: the document comes from the server that it describes, whatever it is called outside.
    servers: [{ url: base || '/', description: 'this server' }],
    tags: tags.map((name) => ({ name })),
    paths: { ...paths, ...healthPaths },
    components: { schemas: components(names), securitySchemes },
  };
}

const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'jiuhuan', description: 'From POST /session' },
  source: { type: 'http', scheme: 'bearer', description: 'The token of another system' },
};
const text = (description: string): Json => ({
  description,
  content: { 'text/plain': { schema: { type: 'string' } } },
});
const healthPaths = {
  '/healthz': {
    get: {
      tags: ['watch'],
      operationId: 'getHealth',
      summary: 'Is the server well',
      description: 'For everyone.',
      security: [],
      responses: { 200: text('well'), 503: text('a part fails') },
    },
  },
  '/metrics': {
    get: {
      tags: ['watch'],
      operationId: 'getMetrics',
      description: 'Prometheus text format.',
      summary: 'Prometheus metrics; for this machine, others with a token that opens `metrics`',
      security: [{}, { source: [] }],
      responses: { 200: text('metrics'), 401: text('no token'), 403: text('not this token') },
    },
  },
};

function operation(route: Route, jurisdictions: readonly string[], names: Names): Json {
  const { who, tag, summary, answer } = route;
  const isEmpty = answer instanceof z.ZodVoid;
  const roles = rolesWho('have-session').filter((role) => isFor(who, { role }));
  const door = who.kind === 'source' ? `For tokens that open \`${who.door}\`.` : '';
  return {
    tags: [tag],
    operationId: operationId(route),
    summary,
    description: door || (roles.length > 0 ? `For: ${roles.join(', ')}.` : 'For everyone.'),
    security: who.kind === 'anyone' ? [] : [{ [who.kind === 'source' ? 'source' : 'session']: [] }],
    parameters: parametersOf(route, jurisdictions),
    ...requestBody(route, names),
    responses: {
      ...(isEmpty
        ? { 204: { description: 'done' } }
        : route.download
          ? {
              200: {
                description: 'the file, or with `Range` a part of it (206)',
                content: files(route.download),
              },
            }
          : {
              200: {
                description: 'done',
                content: { 'application/json': { schema: named(answer, 'output', names) } },
              },
            }),
      ...(route.batch
        ? {
            422: {
              description: 'no item was kept',
              content: { 'application/json': { schema: named(answer, 'output', names) } },
            },
          }
        : {}),
      default: {
        description: 'refused',
        content: { 'application/problem+json': { schema: named(wire.problem, 'output', names) } },
      },
    },
  };
}

/** `getIncidentsById` of `get /incidents/:id`: what a generated client calls the operation; path and method make it unique. */
function operationId({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path.split(/[/-]/).filter(Boolean);
  return (
    method +
    words.map((word) => (word.startsWith(':') ? `By${capital(word.slice(1))}` : capital(word))).join('')
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function parametersOf(route: Route, jurisdictions: readonly string[]): Json[] {
  const params = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = route.query
    ? (schemaOf(route.query, 'output') as { properties?: Json; required?: string[] })
    : {};
  const given = route.query ? (schemaOf(route.query, 'input') as { required?: string[] }).required : [];
  return [
    { name: 'jurisdiction', in: 'path', required: true, schema: { type: 'string', enum: jurisdictions } },
    ...params,
    ...Object.entries(query.properties ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: given?.includes(name) ?? false,
      schema,
    })),
    ...(route.idempotent
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: true,
            schema: { type: 'string', minLength: 8, maxLength: 100 },
          },
        ]
      : []),
  ];
}

/** A file has no schema of its own but its type. */
function files(types: readonly string[]): Json {
  return Object.fromEntries(types.map((type) => [type, { schema: { contentMediaType: type } }]));
}

function requestBody({ body, batch, upload, form }: Route, names: Names): Json {
  if (upload) return { requestBody: { required: true, content: files(upload) } };
  if (batch) {
    const schema = named(batch, 'input', names);
    const lines = { schema: { type: 'string', description: 'one item a line' } };
    return {
      requestBody: {
        required: true,
        content: { 'application/json': { schema }, 'application/x-ndjson': lines },
      },
    };
  }
  return body
    ? {
        requestBody: {
          required: true,
          content: {
            [form ? 'application/x-www-form-urlencoded' : 'application/json']: {
              schema: named(body, 'input', names),
            },
          },
        },
      }
    : {};
}

type Names = Map<z.ZodType, string>;

/** Exported schemas by their names: what a reader finds under components. */
function nameSchemas(): Names {
  const names: Names = new Map();
  for (const [name, value] of Object.entries({ ...wire, ...admin, ...saved }))
    if (value instanceof z.ZodType) names.set(value, name);
  return names;
}

function components(names: Names): Json {
  return Object.fromEntries([...names].map(([schema, name]) => [name, schemaOf(schema, sideOf(name))]));
}

/** Bodies are documented as they are sent (defaults may be left out), answers as they come. */
function sideOf(name: string): Side {
  return /Body$|^new|^signIn|^deviceSignIn|Change$/.test(name) ? 'input' : 'output';
}

function named(schema: z.ZodType, side: Side, names: Names): Json {
  const name = names.get(schema);
  return name !== undefined && sideOf(name) === side
    ? { $ref: `#/components/schemas/${name}` }
    : schemaOf(schema, side);
}

/** The JSON Schema of a shape as documents show it: a tuple says that it ends, bytes say that they are bytes. */
export function schemaOf(schema: z.ZodType, io: Side): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { type } = zodSchema._zod.def;
      const { prefixItems } = jsonSchema;
      // As `items: false`, in the form that every reader of documents takes.
      if (type === 'tuple' && prefixItems && !jsonSchema.items)
        Object.assign(jsonSchema, { items: {}, minItems: prefixItems.length, maxItems: prefixItems.length });
      if (type === 'custom') Object.assign(jsonSchema, { type: 'string', format: 'binary' });
    },
  });
  return rest;
}
