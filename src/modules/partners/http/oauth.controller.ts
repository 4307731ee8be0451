import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Config } from '../../../kernel/config/config.js';
import { TakesAnyQuery } from '../../../kernel/http/index.js';
import { CONFIG } from '../../../kernel/kernel.module.js';
import { ASSERTION_ALGORITHMS, JWKS_PATH, TOKEN_PATH } from '../oauth/authorization-server.js';
import { SigningKeys, type SigningJwk } from '../oauth/signing-keys.js';

const CACHED = 'public, max-age=300';

class ServerMetadata {
  @ApiProperty({ example: 'https://cards.city.example' })
  issuer: string;

  @ApiProperty({ example: 'https://cards.city.example/oauth/token' })
  token_endpoint: string;

  @ApiProperty({ example: 'https://cards.city.example/oauth/jwks' })
  jwks_uri: string;

  @ApiProperty({ type: [String], example: [] })
  response_types_supported: readonly string[];

  @ApiProperty({ type: [String], example: ['client_credentials'] })
  grant_types_supported: readonly string[];

  @ApiProperty({ type: [String], example: ['private_key_jwt'] })
  token_endpoint_auth_methods_supported: readonly string[];

  @ApiProperty({ type: [String], example: ASSERTION_ALGORITHMS })
  token_endpoint_auth_signing_alg_values_supported: readonly string[];
}

class KeySet {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    example: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'v1', alg: 'EdDSA', use: 'sig' }],
  })
  keys: readonly SigningJwk[];
}

/** An authorization server leaves alone the parameters that it does not know (RFC 6749, section 3.2). */
@ApiTags('partner authorization')
@TakesAnyQuery()
@Controller()
export class OAuthController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: SigningKeys,
  ) {}

  @Get('.well-known/oauth-authorization-server')
  @Header('Cache-Control', CACHED)
  @ApiOperation({ operationId: 'getServerMetadata', summary: 'Metadata of the authorization server (RFC 8414)' })
  @ApiResponse({ status: 200, type: ServerMetadata })
  metadata(): ServerMetadata {
    const issuer = this.config.publicUrl;
    return {
      issuer,
      token_endpoint: issuer + TOKEN_PATH,
      jwks_uri: issuer + JWKS_PATH,
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    };
  }

  @Get(JWKS_PATH.slice(1))
  @Header('Cache-Control', CACHED)
  @Header('Content-Type', 'application/jwk-set+json')
  @ApiOperation({ operationId: 'getAccessTokenKeys', summary: 'Keys that access tokens are signed with (RFC 7517)' })
  @ApiProduces('application/jwk-set+json')
  @ApiResponse({ status: 200, type: KeySet })
  jwks(): KeySet {
    return { keys: this.keys.publicJwks() };
  }
}
