import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { toPageResponse } from '../common/paging.js';
import type { Actor } from './actor.js';
import { AuditLogQuery, AuditLogResponse } from './audit-log.dto.js';
import { toAuditEntryResponse } from './audit-log.mapper.js';
import { AuditLog } from './audit-log.service.js';
import { CurrentActor } from './current-actor.decorator.js';
import { Roles } from './roles.decorator.js';

@ApiTags('audit-log')
@ApiBearerAuth()
@Roles('admin')
@Controller('audit-log')
export class AuditLogController {
  constructor(private readonly auditLog: AuditLog) {}

  @Get()
  @ApiOperation({ summary: 'Who did what to what, when and from where, newest first' })
  @ApiOkResponse({ type: AuditLogResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: AuditLogQuery): Promise<AuditLogResponse> {
    return toPageResponse(await this.auditLog.list(actor, query), toAuditEntryResponse);
  }
}
