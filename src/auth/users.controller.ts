import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { IdParam } from '../common/id-param.js';
import { PageQuery, toPageResponse } from '../common/paging.js';
import { SaidOnce } from '../common/said-once.decorator.js';
import type { Actor } from './actor.js';
import { toCreatedUserResponse, toPasswordResetResponse, toUserResponse } from './auth.mapper.js';
import { CurrentActor } from './current-actor.decorator.js';
import { Passwords } from './passwords.service.js';
import { Roles } from './roles.decorator.js';
import { StaffService } from './staff.service.js';
import {
  CreatedUserResponse,
  CreateUserDto,
  PasswordResetResponse,
  UpdateUserDto,
  UserListResponse,
  UserResponse,
} from './user.dto.js';

@ApiTags('users')
@ApiBearerAuth()
@Roles('admin')
@Controller('users')
export class UsersController {
  constructor(
    private readonly staff: StaffService,
    private readonly passwords: Passwords,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Everyone who may sign in, newest first' })
  @ApiOkResponse({ type: UserListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<UserListResponse> {
    return toPageResponse(await this.staff.list(actor, query), toUserResponse);
  }

  @Post()
  @SaidOnce('Find the account (GET /api/users) and make a link (POST /api/users/:id/password-reset).')
  @ApiOperation({ summary: 'Make an account for an admin, a coach or an athlete' })
  @ApiCreatedResponse({ type: CreatedUserResponse })
  @ApiConflictResponse({ description: '`user.email_taken`, `user.athlete_taken`' })
  async create(@CurrentActor() actor: Actor, @Body() account: CreateUserDto): Promise<CreatedUserResponse> {
    return toCreatedUserResponse(await this.staff.create(actor, account));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One account' })
  @ApiOkResponse({ type: UserResponse })
  async get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<UserResponse> {
    return toUserResponse(await this.staff.get(actor, id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change, disable or enable an account' })
  @ApiOkResponse({ type: UserResponse })
  @ApiConflictResponse({ description: '`user.email_taken`, `user.athlete_taken`, `user.last_admin`' })
  async update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() changes: UpdateUserDto,
  ): Promise<UserResponse> {
    return toUserResponse(await this.staff.update(actor, id, changes));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an account; what they did stays on record' })
  @ApiNoContentResponse()
  @ApiConflictResponse({ description: '`user.last_admin`' })
  async remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    await this.staff.remove(actor, id);
  }

  @Post(':id/password-reset')
  @SaidOnce('Make another link with a new Idempotency-Key; it takes the place of this one.')
  @ApiOperation({
    summary: 'Make a link by which they set a new password once',
    description: 'Good for 24 hours, and in place of any made before.',
  })
  @ApiCreatedResponse({ type: PasswordResetResponse })
  async makeResetLink(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
  ): Promise<PasswordResetResponse> {
    return toPasswordResetResponse(await this.passwords.makeLink(actor, id));
  }
}
