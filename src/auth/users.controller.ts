import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQuery, toPageResponse } from '../common/paging.js';
import type { Actor } from './actor.js';
import { CreatedUserResponse, CreateUserDto, UserListResponse } from './auth.dto.js';
import { toCreatedUserResponse, toUserResponse } from './auth.mapper.js';
import { CurrentActor } from './current-actor.decorator.js';
import { Roles } from './roles.decorator.js';
import { StaffService } from './staff.service.js';

@ApiTags('users')
@ApiBearerAuth()
@Roles('admin')
@Controller('users')
export class UsersController {
  constructor(private readonly staff: StaffService) {}

  @Get()
  @ApiOperation({ summary: 'Everyone who may sign in, newest first' })
  @ApiOkResponse({ type: UserListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<UserListResponse> {
    return toPageResponse(await this.staff.list(actor, query), toUserResponse);
  }

  @Post()
  @ApiOperation({ summary: 'Make an account for an admin, a coach or an athlete' })
  @ApiCreatedResponse({ type: CreatedUserResponse })
  async create(@CurrentActor() actor: Actor, @Body() account: CreateUserDto): Promise<CreatedUserResponse> {
    return toCreatedUserResponse(await this.staff.create(actor, account));
  }
}
