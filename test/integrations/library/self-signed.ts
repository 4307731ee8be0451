import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A key and a certificate that vouches for itself, valid from 2020 to 2049, for one host name. */
export function selfSigned(host: string): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = tlv(0x30, tlv(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const name = tlv(0x30, tlv(0x31, tlv(0x30, Buffer.concat([tlv(0x06, Buffer.from('550403', 'hex')), tlv(0x0c, Buffer.from(host))]))));
  const validity = tlv(0x30, Buffer.concat([tlv(0x17, Buffer.from('200101000000Z')), tlv(0x17, Buffer.from('491231235959Z'))]));
  const serial = tlv(0x02, Buffer.concat([Buffer.of(1), createHash('sha256').update(host).digest().subarray(0, 8)]));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = tlv(0x30, Buffer.concat([serial, ecdsaWithSha256, name, validity, name, spki]));
  const signature = tlv(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]));
  const der = tlv(0x30, Buffer.concat([body, ecdsaWithSha256, signature]));
  const lines = der.toString('base64').match(/.{1,64}/g)!.join('\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** One element of DER: tag, length, content. */
function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
