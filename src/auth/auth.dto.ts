import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../config/password-policy.js';
import { UserResponse } from './user.dto.js';

export class LoginDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @IsString()
  @MaxLength(254)
  email: string;

  @ApiProperty({ format: 'password', maxLength: MAX_PASSWORD_LENGTH })
  @IsString()
  @MaxLength(MAX_PASSWORD_LENGTH)
  password: string;
}

export class RefreshTokenDto {
  @ApiProperty({ minLength: 1, maxLength: 200 })
  @IsString()
  @Length(1, 200)
  refreshToken: string;
}

export class ChangePasswordDto {
  @ApiProperty({ format: 'password', maxLength: MAX_PASSWORD_LENGTH })
  @IsString()
  @MaxLength(MAX_PASSWORD_LENGTH)
  currentPassword: string;

  @ApiProperty({ format: 'password', minLength: MIN_PASSWORD_LENGTH, maxLength: MAX_PASSWORD_LENGTH })
  @IsString()
  newPassword: string;
}

export class ResetPasswordDto {
  @ApiProperty({ minLength: 1, maxLength: 200, description: 'From the link that an admin made.' })
  @IsString()
  @Length(1, 200)
  token: string;

  @ApiProperty({ format: 'password', minLength: MIN_PASSWORD_LENGTH, maxLength: MAX_PASSWORD_LENGTH })
  @IsString()
  password: string;
}

export class LoginResponse {
  @ApiProperty({ description: 'Send it as "Authorization: Bearer …".' })
  accessToken: string;

  @ApiProperty({
    description: 'Exchange it at POST /api/auth/refresh for the next pair; it works once.',
  })
  refreshToken: string;

  @ApiProperty({ description: 'Seconds the access token is good for.' })
  expiresIn: number;

  @ApiProperty({ type: UserResponse })
  user: UserResponse;
}
