import type { z } from 'zod';
import { payloadNames, payloads } from '#shared/sensing/payloads.ts';
import { batchAnswer, payloadItems } from '#shared/sensing/reading.ts';
import { lampOrder } from '#shared/sensing/lamp.ts';
import { down } from '#shared/wire/down.ts';
import { up } from '#shared/wire/up.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import { schemaOf } from './openapi.ts';

type Json = Record<string, unknown>;

/** AsyncAPI 3 of what does not travel by HTTP: MQTT from devices, Socket.IO to screens. */
export function asyncApi(jurisdictions: readonly string[], base = ''): Json {
  const channels: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  const parameters = { jurisdiction: { enum: [...jurisdictions] } };
  for (const name of payloadNames) {
    const { list: door, summary } = payloads[name];
    const one = schemaOf(payloadItems[name], 'input');
    const payload = {
      oneOf: [
        one,
        { type: 'array', items: one },
        { type: 'object', properties: { [door]: { type: 'array', items: one } } },
      ],
    };
    channels[door] = {
      address: `jh/{jurisdiction}/${door}`,
      title: summary,
      description: 'QoS 1. PUBACK comes after the commit.',
      parameters,
      servers: [{ $ref: '#/servers/mqtt' }, { $ref: '#/servers/web' }],
      messages: { [door]: { contentType: 'application/json', payload } },
    };
    operations[`send-${door}`] = { action: 'receive', summary, channel: { $ref: `#/channels/${door}` } };
  }
  channels['errors'] = {
    address: 'jh/{jurisdiction}/errors/{client}',
    title: 'What was refused of the messages of one MQTT client, and why',
    parameters: { ...parameters, client: { description: 'the MQTT client id' } },
    servers: [{ $ref: '#/servers/mqtt' }, { $ref: '#/servers/web' }],
    messages: { errors: { contentType: 'application/json', payload: schemaOf(batchAnswer, 'output') } },
  };
  operations['hear-errors'] = {
    action: 'send',
    summary: 'Refused items',
    channel: { $ref: '#/channels/errors' },
  };
  addOrders(channels, operations, parameters);
  addScreen(channels, operations);
  return {
    asyncapi: '3.0.0',
    info: {
      title: '九环 Jiuhuan: devices and screens',
      version: `${protocolVersion}`,
      license: { name: 'Apache-2.0' },
      tags: [{ name: 'devices' }, { name: 'screens' }],
      description:
        'MQTT 3.1.1: user name = name of the source, password = its token. Instants are epoch ms UTC or ISO 8601 with an offset.',
    },
    defaultContentType: 'application/json',
    servers: serversBelow(base),
    channels,
    operations,
  };
}

const serversBelow = (base: string): Json => ({
  mqtt: { host: '{host}:1883', protocol: 'mqtt', variables: { host: { default: 'localhost' } } },
  web: {
    host: '{host}:8080',
    protocol: 'ws',
    pathname: `${base}/mqtt`,
    variables: { host: { default: 'localhost' } },
    description: 'MQTT over WebSocket, subprotocol mqtt',
  },
  screens: {
    host: '{host}:8080',
    protocol: 'ws',
    pathname: `${base}/socket.io`,
    variables: { host: { default: 'localhost' } },
  },
});

/** What controllers of street lamps hear. */
function addOrders(channels: Record<string, Json>, operations: Record<string, Json>, parameters: Json): void {
  const payload = { type: 'array', items: schemaOf(lampOrder, 'output') };
  channels['orders'] = {
    address: 'jh/{jurisdiction}/orders/{source}',
    title:
      'What the lamps of a source are to do; told again until it is answered, done once, not after `until`',
    parameters: { ...parameters, source: { description: 'the source of a token that opens the lamp door' } },
    servers: [{ $ref: '#/servers/mqtt' }, { $ref: '#/servers/web' }],
    messages: { orders: { contentType: 'application/json', payload } },
  };
  operations['hear-orders'] = {
    action: 'send',
    summary: 'Orders to street lamps',
    channel: { $ref: '#/channels/orders' },
  };
}

function addScreen(channels: Record<string, Json>, operations: Record<string, Json>): void {
  const messages = (shapes: Record<string, z.ZodType>, side: 'input' | 'output'): Json =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, { name, payload: schemaOf(shape, side) }]),
    );
  channels['screen'] = {
    address: '/socket.io',
    title: 'A screen: Socket.IO over WebSocket, query `jurisdiction`, by the session cookie',
    servers: [{ $ref: '#/servers/screens' }],
    messages: { ...messages(up, 'input'), ...messages(down, 'output') },
  };
  const listed = (shapes: Record<string, z.ZodType>): Json[] =>
    Object.keys(shapes).map((name) => ({ $ref: `#/channels/screen/messages/${name}` }));
  const channel = { $ref: '#/channels/screen' };
  operations['screen-asks'] = { action: 'receive', channel, messages: listed(up) };
  operations['screen-hears'] = { action: 'send', channel, messages: listed(down) };
}
