import { lookup } from 'node:dns';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Addresses at which no receiver of a county stands, and which answer whoever asks from this machine: the line itself (clouds tell their
 * keys there), nobody, many at once; and the same written inside an address of IPv6.
 */
const closed = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['100.100.100.200', 32],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(net, prefix);
for (const [net, prefix] of [
  ['::', 128],
  ['fe80::', 9],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
  ['64:ff9b::a9fe:0', 112],
  ['64:ff9b::6464:64c8', 128],
  ['2002:a9fe::', 32],
] as const)
  closed.addSubnet(net, prefix, 'ipv6');

function isClosed(address: string): boolean {
  return closed.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
const closedTo = (host: string): Error => new Error(`${host} is an address to which nothing is sent`);

/** A name is looked up when the line is opened, and what it is then is judged: it may be another tomorrow. */
const openLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, []);
    const open = found.filter(({ address }) => !isClosed(address));
    const [first] = open;
    if (!first) return done(closedTo(host), []);
    if (options.all) return done(null, open);
    done(null, first.address, first.family);
  });
};

/**
 * Posts a body to an address that an administrator has named; the status of the answer. A redirect is not followed, and the answer is read
 * by nobody.
 */
export async function postTo(
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): Promise<number> {
  const to = new URL(url);
  const host = to.hostname.replace(/^\[|\]$/gu, '');
  if (isIP(host) > 0 && isClosed(host)) throw closedTo(host);
  const signal = AbortSignal.timeout(timeoutMs);
  const ask = to.protocol === 'https:' ? requestTls : request;
  const asked = ask(to, { method: 'POST', headers, lookup: openLookup, signal });
  try {
    const { statusCode = 0 } = await answerOf(asked, body);
    return statusCode;
  } catch (error) {
    throw signal.aborted ? (signal.reason as Error) : error;
  }
}

function answerOf(asked: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (answer) => {
      answer.on('error', () => undefined);
      answer.destroy();
      resolve(answer);
    });
    asked.end(body);
  });
}
