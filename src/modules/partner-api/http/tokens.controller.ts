import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { IntrospectionService } from '../introspection.service.js';
import { IntrospectDto, IntrospectionView } from './tokens.dto.js';

/** A partner's own tokens. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1/tokens')
export class TokensController {
  constructor(private readonly introspection: IntrospectionService) {}

  @Post('introspect')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'introspectToken', summary: 'Ask what a token is worth today; nothing is recorded' })
  @ApiOkResponse({ type: IntrospectionView })
  introspect(@AskingPartner() { service }: CallingPartner, @Body() { token }: IntrospectDto): Promise<IntrospectionView> {
    return this.introspection.introspect(service, token);
  }
}
