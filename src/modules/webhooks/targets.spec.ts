import { isPublicAddress, LONGEST_URL, targetOf } from './targets.js';

const CLOSED = [
  ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '169.254.169.254', '0.0.0.0'],
  ...['192.0.0.170', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.250', '255.255.255.255', '240.0.0.1'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1'],
  ...['64:ff9b::7f00:1', '2001:db8::1', '2002:7f00:1::1', '2001::1', '100::1', '3fff::1', 'no address'],
];

describe('a public address', () => {
  it.each(CLOSED)('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])('is %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe('a target', () => {
  const REFUSED = [
    ...['http://hooks.example/', 'ftp://hooks.example/', 'hooks.example', '', 'https://', 'javascript:alert(1)', 'file:///etc/passwd'],
    ...['https://user@hooks.example/', 'https://user:pass@hooks.example/', 'https://hooks.example/#part', 'https://hooks.example:80/'],
    ...['https://hooks.example:22/', 'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/'],
    ...['https://[::1]/', 'https://[::ffff:10.0.0.1]/', 'https://[fe80::1]/', 'https://169.254.169.254/latest/meta-data/', 'https://10.0.0.1:8443/'],
    `https://hooks.example/${'a'.repeat(LONGEST_URL)}`,
    // Short as it is typed, and three times as long as it is sent.
    `https://hooks.example/${'ü'.repeat(LONGEST_URL / 2)}`,
  ];

  it.each(REFUSED)('is not %.60s', (text) => expect(targetOf(text, 'public')).toBeNull());

  it.each(['https://hooks.example', 'https://hooks.example:8443/city?key=1', 'https://93.184.216.34/', 'https://[2606:4700::1111]/x'])('is %s', (text) =>
    expect(targetOf(text, 'public')?.protocol).toBe('https:'),
  );

  it('may be of this machine where a setting allows it, and never more than an address', () => {
    for (const text of ['http://127.0.0.1:8080/hook', 'https://localhost/', 'http://[::1]/']) expect(targetOf(text, 'any')).not.toBeNull();
    for (const text of ['http://user@localhost/', 'ftp://localhost/', 'http://localhost/#part']) expect(targetOf(text, 'any')).toBeNull();
  });
});
