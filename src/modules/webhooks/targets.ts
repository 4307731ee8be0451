import { BlockList, isIP } from 'node:net';

/** `public`: https to public addresses only. `any`: http and addresses of this machine and its networks too. */
export type AllowedTargets = 'public' | 'any';

export const LONGEST_URL = 1_024;

/** Ports from here on belong to no well-known service. */
const FIRST_FREE_PORT = 1_024;

/** What is not of the public internet (IANA special-purpose registries), and multicast. */
const NOT_PUBLIC_IPV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];

/** Global unicast is one block; of it, what leads elsewhere (Teredo and its neighbours, 6to4) or nowhere (documentation). */
const GLOBAL_IPV6 = ['2000::/3'];
const NOT_PUBLIC_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const closed = listOf([...NOT_PUBLIC_IPV4, ...NOT_PUBLIC_IPV6]);
const global = listOf(GLOBAL_IPV6);

/** Whether an address is of the public internet. One that holds an IPv4 address inside IPv6 is not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && !address.includes('%') && global.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

/** The address of a webhook in its one spelling, or null when it is not one that messages may go to. */
export function targetOf(text: string, allowed: AllowedTargets): URL | null {
  if (text.length > LONGEST_URL || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username || url.password || url.hash || url.href.length > LONGEST_URL || !/^https?:$/.test(url.protocol)) return null;
  if (allowed === 'any') return url;
  if (url.protocol !== 'https:' || (url.port !== '' && Number(url.port) < FIRST_FREE_PORT)) return null;
  const literal = literalIn(url);
  return literal === null || isPublicAddress(literal) ? url : null;
}

/** The address that stands in the place of a host name; null where there is a name. */
export function literalIn({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? null : bare;
}

function listOf(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [net = '', bits] = block.split('/');
    list.addSubnet(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
