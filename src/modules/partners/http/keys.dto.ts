import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { type Jwk } from '../client-keys.js';
import { type OwnKey } from '../own-keys.service.js';

const LONGEST_STATEMENT = 8_192;
const STATEMENT = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln';
export const JWK_EXAMPLE = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: '2026-1', use: 'sig' };

export class KeyStatementBody {
  @ApiProperty({
    description:
      'A JWT signed by a key that the client has: `iss` and `sub` are the client id, `aud` the address of these keys ' +
      '(`.../partner/v1/keys`), `jti` new each time, `exp` within five minutes; and `add`, a public key (RFC 7517), or ' +
      '`remove`, the thumbprint of a key.',
    minLength: 1,
    maxLength: LONGEST_STATEMENT,
    example: STATEMENT,
  })
  @IsString()
  @Length(1, LONGEST_STATEMENT)
  statement: string;
}

export class OwnKeyView implements OwnKey {
  @ApiProperty({ example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', description: 'The name of the key (RFC 7638, SHA-256)' })
  thumbprint: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: JWK_EXAMPLE, description: 'The public key (RFC 7517)' })
  jwk: Jwk;
}

export class OwnKeysView {
  @ApiProperty({ type: [OwnKeyView] })
  keys: readonly OwnKey[];
}
