import { Body, Controller, Get, Header, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type Caller } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledPerhapsOnceBy, PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { KEYS_PATH } from '../key-statements.js';
import { OwnKeys } from '../own-keys.service.js';
import {
  clientKeyInvalid,
  clientKeyKnown,
  clientKeyLast,
  clientKeyNotFound,
  clientKeyPrivate,
  keyStatementInvalid,
} from '../partners.errors.js';
import { KeyStatementBody, OwnKeysView } from './keys.dto.js';
import { AskingPartner, type CallingPartner, ForPartners } from './partner.guard.js';

const PerhapsOnce = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'A UUIDv4 or at least 22 random characters. With it, a retry is answered as the first request was, and does nothing.',
  });

/** The public keys of the program that asks, and of no other. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller(KEYS_PATH.slice(1))
export class KeysController {
  constructor(private readonly keys: OwnKeys) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listOwnKeys', summary: 'List the public keys of this client' })
  @ApiOkResponse({ type: OwnKeysView })
  list(@AskingPartner() partner: CallingPartner): Promise<OwnKeysView> {
    return this.keys.list(partner);
  }

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'addOwnKey',
    summary: 'Add a public key to this client, by a statement that one of its keys has signed',
    description: 'It is good at once. A client has five keys at most, so that an old one and a new one go side by side for as long as it takes.',
  })
  @PerhapsOnce()
  @ApiCreatedResponse({ type: OwnKeysView, description: 'All keys of the client' })
  @ApiProblems(keyStatementInvalid, clientKeyInvalid, clientKeyPrivate, clientKeyKnown)
  add(@CalledPerhapsOnceBy() caller: Caller, @AskingPartner() partner: CallingPartner, @Body() { statement }: KeyStatementBody): Promise<OwnKeysView> {
    return this.keys.add(caller, partner, statement);
  }

  @Post('removal')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'removeOwnKey',
    summary: 'Remove a public key of this client, by a statement that one of its keys has signed',
    description: 'What was signed with it ends within seconds, access tokens included. The last key stays.',
  })
  @PerhapsOnce()
  @ApiOkResponse({ type: OwnKeysView, description: 'The keys that are left' })
  @ApiProblems(keyStatementInvalid, clientKeyNotFound, clientKeyLast)
  remove(@CalledPerhapsOnceBy() caller: Caller, @AskingPartner() partner: CallingPartner, @Body() { statement }: KeyStatementBody): Promise<OwnKeysView> {
    return this.keys.remove(caller, partner, statement);
  }
}
