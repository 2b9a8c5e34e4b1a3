import { Webhook } from 'standardwebhooks';
import { expect, it, vi } from 'vitest';
import { openLog } from '../../../server/log.ts';
import { openMessages } from '../../../server/outgoing/messages.ts';
import type { Push } from '../../../server/outgoing/push.ts';
import type { Message } from '../../../server/ports.ts';
import { countingMetrics } from '../../support/county.ts';

const message: Message = {
  jurisdiction: 'toy',
  kind: 'lost-code',
  to: '+8613800001234',
  text: '验证码 123456',
  values: { code: '123456', minutes: '10' },
};
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const log = openLog('silent');
const ground = { log, clock: Date.now };

it('a message is posted with a signature that its receiver can prove, and again when it was not taken', async () => {
  const posted: { headers: Record<string, string>; body: string }[] = [];
  const messages = openMessages({
    ...ground,
    metrics: countingMetrics(),
    demo: false,
    url: 'http://sms.invalid/',
    secret,
    push: async (_url, headers, body) => {
      posted.push({ headers, body });
      if (posted.length === 1) throw new Error('answered 503');
    },
  });
  messages?.room.send(message);
  await vi.waitFor(() => expect(posted).toHaveLength(2), 5_000);
  const [first, second] = posted.map(({ headers, body }) => new Webhook(secret).verify(body, headers));
  expect([first, second]).toEqual([message, message]);
  expect(posted[0]?.headers['webhook-id']).toBe(posted[1]?.headers['webhook-id']);
  await messages?.stop();
});

it('a house that closes waits for no further try; a failure tells neither number nor words', async () => {
  const told = vi.spyOn(log, 'warn');
  const push = vi.fn<Push>(() => Promise.reject(new Error('refused')));
  const messages = openMessages({
    ...ground,
    metrics: countingMetrics(),
    demo: true,
    url: 'http://sms.invalid/',
    secret,
    push,
  });
  messages?.room.send(message);
  await vi.waitFor(() => expect(push).toHaveBeenCalledOnce());
  await messages?.stop();
  expect(told).toHaveBeenCalledOnce();
  expect(JSON.stringify(told.mock.calls)).not.toMatch(/138|123456/u);
});

it('without an address a demo tells its log, and a county has no way', () => {
  const told = vi.spyOn(log, 'info');
  openMessages({ ...ground, metrics: countingMetrics(), demo: true })?.room.send(message);
  expect(told.mock.calls[0]?.[0]).toMatchObject({ to: message.to, text: message.text });
  expect(openMessages({ ...ground, metrics: countingMetrics(), demo: false })).toBeNull();
});
