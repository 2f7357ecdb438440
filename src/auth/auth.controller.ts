import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/public.decorator.js';
import type { Actor } from './actor.js';
import { LoginDto, LoginResponse, UserResponse } from './auth.dto.js';
import { toLoginResponse, toUserResponse } from './auth.mapper.js';
import { AuthService } from './auth.service.js';
import { CurrentActor } from './current-actor.decorator.js';
import { Roles } from './roles.decorator.js';
import { ROLES } from './staff.entity.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with an e-mail address and a password' })
  @ApiOkResponse({ type: LoginResponse })
  async login(@Body() { email, password }: LoginDto): Promise<LoginResponse> {
    return toLoginResponse(await this.auth.login(email, password));
  }

  @Roles(...ROLES)
  @Get('me')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: UserResponse })
  async me(@CurrentActor() actor: Actor): Promise<UserResponse> {
    return toUserResponse(await this.auth.me(actor));
  }
}
