import { expect, it } from 'vitest';
import { countedAddress, plainAddress } from '#shared/kernel/address.ts';

it.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7', '192.0.2.7'],
  // As some proxies tell it, with a port that is another each time.
  ['192.0.2.7:50123', '192.0.2.7', '192.0.2.7'],
  ['[2001:db8:1:2::9]:50123', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['[::ffff:192.0.2.7]', '192.0.2.7', '192.0.2.7'],
  ['::1', '::1', '0:0:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::5', '2001:db8::5', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80::1', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['', '', ''],
])('%s is shown as %s and counted as %s', (told, shown, counted) => {
  expect(plainAddress(told)).toBe(shown);
  expect(countedAddress(told)).toBe(counted);
});

it('all addresses of one network of 64 bits count as one, those of the next do not', () => {
  const one = new Set(
    ['2001:db8:0:7::1', '2001:db8:0:7:ffff:ffff:ffff:ffff', '2001:db8::7:0:0:0:2'].map(countedAddress),
  );
  expect([...one]).toEqual(['2001:db8:0:7::/64']);
  expect(countedAddress('2001:db8:0:8::1')).not.toBe('2001:db8:0:7::/64');
});
