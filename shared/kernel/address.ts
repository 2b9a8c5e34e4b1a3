/**
 * An address as it is written down and shown: what IPv6 wraps of IPv4 (`::ffff:192.0.2.1`, as a socket of both families tells it) is IPv4;
 * a port that a proxy wrote behind it and the name of a line (`%eth0`) are none of it.
 */
export function plainAddress(told: string): string {
  const bare = /^\[(.*)\](?::\d+)?$/u.exec(told)?.[1] ?? /^([\d.]+):\d+$/u.exec(told)?.[1] ?? told;
  const [address = ''] = bare.split('%');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1] ?? address;
}

/**
 * What attempts are counted by: an address of IPv4; of IPv6 the network of 64 bits in which a phone or a household has as many addresses as
 * it likes.
 */
export function countedAddress(told: string): string {
  const address = plainAddress(told);
  if (!address.includes(':')) return address;
  // An IPv4 address at the end stands for two groups.
  const [head = '', tail] = address.replace(/\d+\.\d+\.\d+\.\d+$/u, '0:0').split('::');
  const groups = (part: string): string[] => part.split(':').filter((group) => group !== '');
  const [front, back] = [groups(head), groups(tail ?? '')];
  const between = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  const network = [...front, ...between, ...back].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
