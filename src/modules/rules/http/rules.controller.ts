import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { isCalendarDay } from '../../../kernel/clock/calendar-day.js';
import { ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { RULE_KINDS, type RuleKind } from '../domain/rule.js';
import { RulesAdmin } from '../rules-admin.service.js';
import { ruleDateNotFuture, ruleExists, ruleInForce, ruleKindUnknown, ruleNotFound } from '../rules.errors.js';
import { RulesQueries } from '../rules.queries.js';
import { RuleAnswer, RuleHistory, RulesOnDay } from './rules.answers.js';
import { NewRuleBody, OnQuery } from './rules.requests.js';

const Act = () => ApiHeader({ name: 'Idempotency-Key', required: true, description: 'UUIDv4 or at least 22 random characters' });
const KIND = { name: 'kind', enum: RULE_KINDS, example: 'renewal' };

const Kind = () =>
  Param('kind', {
    transform: (kind: string): RuleKind => {
      if (!RULE_KINDS.includes(kind as RuleKind)) throw ruleKindUnknown({ allowed: RULE_KINDS });
      return kind as RuleKind;
    },
  });

const From = () =>
  Param('effectiveFrom', {
    transform: (day: string): string => {
      if (!isCalendarDay(day)) throw ruleNotFound();
      return day;
    },
  });

/** What holds from which day on. */
@ApiTags('rules')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/rules')
export class RulesController {
  constructor(
    private readonly admin: RulesAdmin,
    private readonly queries: RulesQueries,
  ) {}

  @Get()
  @Staff()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showRules', summary: 'Show what holds on a day' })
  @ApiResponse({ status: 200, type: RulesOnDay })
  onDay(@Query() { on }: OnQuery): Promise<RulesOnDay> {
    return this.queries.onDay(on);
  }

  @Get(':kind')
  @Staff()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listRules', summary: 'Show every rule of a kind, those to come included' })
  @ApiParam(KIND)
  @ApiResponse({ status: 200, type: RuleHistory })
  @ApiProblems(ruleKindUnknown)
  async history(@Kind() kind: RuleKind): Promise<RuleHistory> {
    return { rules: await this.queries.history(kind), next: null };
  }

  @Post(':kind')
  @Staff('supervisor')
  @Act()
  @ApiOperation({ operationId: 'makeRule', summary: 'Make a rule for a day to come; what held before stays as it was' })
  @ApiParam(KIND)
  @ApiResponse({ status: 201, type: RuleAnswer })
  @ApiProblems(ruleKindUnknown, ruleDateNotFuture, ruleExists)
  make(@CalledOnceBy() caller: Caller, @Kind() kind: RuleKind, @Body() body: NewRuleBody): Promise<RuleAnswer> {
    return this.admin.make(caller, kind, body.effectiveFrom, body.value);
  }

  @Delete(':kind/:effectiveFrom')
  @HttpCode(204)
  @Staff('supervisor')
  @Act()
  @ApiOperation({ operationId: 'withdrawRule', summary: 'Withdraw a rule before its day' })
  @ApiParam(KIND)
  @ApiParam({ name: 'effectiveFrom', format: 'date', example: '2027-01-01' })
  @ApiResponse({ status: 204 })
  @ApiProblems(ruleKindUnknown, ruleNotFound, ruleInForce)
  withdraw(@CalledOnceBy() caller: Caller, @Kind() kind: RuleKind, @From() effectiveFrom: string): Promise<void> {
    return this.admin.withdraw(caller, kind, effectiveFrom);
  }
}
