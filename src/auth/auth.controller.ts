import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { Public } from '../common/public.decorator.js';
import { RateLimited } from '../common/rate-limited.decorator.js';
import type { Actor } from './actor.js';
import { ChangePasswordDto, LoginDto, LoginResponse, RefreshTokenDto, ResetPasswordDto } from './auth.dto.js';
import { toLoginResponse, toUserResponse } from './auth.mapper.js';
import { AuthService } from './auth.service.js';
import { CurrentActor } from './current-actor.decorator.js';
import { RequestOrigin, type Origin } from './origin.js';
import { Passwords } from './passwords.service.js';
import { Roles } from './roles.decorator.js';
import { Sessions } from './sessions.service.js';
import { ROLES } from './staff.entity.js';
import { UpdateMeDto, UserResponse } from './user.dto.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: Sessions,
    private readonly passwords: Passwords,
  ) {}

  @Public()
  @RateLimited('sign_in')
  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with an e-mail address and a password' })
  @ApiOkResponse({ type: LoginResponse })
  @ApiUnauthorizedResponse({ description: '`auth.bad_credentials`' })
  async login(@Body() credentials: LoginDto, @RequestOrigin() origin: Origin): Promise<LoginResponse> {
    return toLoginResponse(await this.auth.login(credentials, origin));
  }

  @Public()
  @RateLimited('sign_in')
  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Exchange a refresh token for new tokens',
    description:
      'A token works once. The same client gets the same answer again within 10 seconds; one that comes back in any other way ends its session.',
  })
  @ApiOkResponse({ type: LoginResponse })
  @ApiUnauthorizedResponse({ description: '`auth.refresh_invalid`' })
  async refresh(
    @Body() { refreshToken }: RefreshTokenDto,
    @RequestOrigin() origin: Origin,
  ): Promise<LoginResponse> {
    return toLoginResponse(await this.sessions.refresh(refreshToken, origin));
  }

  @Public()
  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'End the session of a refresh token, with its access tokens' })
  @ApiNoContentResponse()
  @ApiUnauthorizedResponse({ description: '`auth.refresh_invalid`' })
  async logout(@Body() { refreshToken }: RefreshTokenDto, @RequestOrigin() origin: Origin): Promise<void> {
    await this.sessions.end(refreshToken, origin);
  }

  @Public()
  @Post('logout-everywhere')
  @HttpCode(204)
  @ApiOperation({ summary: 'End every session of the account a refresh token belongs to' })
  @ApiNoContentResponse()
  @ApiUnauthorizedResponse({ description: '`auth.refresh_invalid`' })
  async logoutEverywhere(
    @Body() { refreshToken }: RefreshTokenDto,
    @RequestOrigin() origin: Origin,
  ): Promise<void> {
    await this.sessions.endEverywhere(refreshToken, origin);
  }

  @Roles(...ROLES)
  @Get('me')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: UserResponse })
  async me(@CurrentActor() actor: Actor): Promise<UserResponse> {
    return toUserResponse(await this.auth.me(actor));
  }

  @Roles(...ROLES)
  @Patch('me')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Change your own name or units' })
  @ApiOkResponse({ type: UserResponse })
  async updateMe(@CurrentActor() actor: Actor, @Body() changes: UpdateMeDto): Promise<UserResponse> {
    return toUserResponse(await this.auth.updateMe(actor, changes));
  }

  @Roles(...ROLES)
  @RateLimited('sign_in')
  @Patch('me/password')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Change your own password; ends your other sessions' })
  @ApiNoContentResponse()
  async changePassword(@CurrentActor() actor: Actor, @Body() given: ChangePasswordDto): Promise<void> {
    await this.passwords.change(actor, given);
  }

  @Public()
  @RateLimited('sign_in')
  @Post('password-reset')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Set a new password with the token of a link that an admin made',
    description: 'The token works once. All sessions of the account end.',
  })
  @ApiNoContentResponse()
  async resetPassword(@Body() given: ResetPasswordDto, @RequestOrigin() origin: Origin): Promise<void> {
    await this.passwords.reset(given, origin);
  }
}
