import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsIn, IsOptional, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import { IsLine } from '../common/validators.js';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-policy.js';
import { ROLES, STAFF_STATUSES, UNITS, type Role } from './staff.entity.js';

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

export class CreateUserDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @IsEmail()
  email: string;

  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsLine(100)
  name: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role: Role;

  @ApiProperty({
    type: String,
    format: 'password',
    minLength: MIN_PASSWORD_LENGTH,
    maxLength: MAX_PASSWORD_LENGTH,
    required: false,
    nullable: true,
    description: 'Left out: one is made up and answered once as oneTimePassword.',
  })
  @IsOptional()
  @IsString()
  password?: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    required: false,
    nullable: true,
    description: 'The athlete who signs in; for the role athlete, and only for it.',
  })
  @IsOptional()
  @IsUUID()
  athleteId?: string | null;

  @ApiProperty({ enum: UNITS, required: false, nullable: true, default: 'mi' })
  @IsOptional()
  @IsIn(UNITS)
  units?: (typeof UNITS)[number] | null;
}

export class UserResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'email' })
  email: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: ROLES })
  role: Role;

  @ApiProperty({ enum: STAFF_STATUSES })
  status: (typeof STAFF_STATUSES)[number];

  @ApiProperty({ enum: UNITS })
  units: (typeof UNITS)[number];

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  athleteId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class CreatedUserResponse extends UserResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Said once, and only when no password was given.',
  })
  oneTimePassword: string | null;
}

export class UserListResponse {
  @ApiProperty({ type: [UserResponse] })
  items: UserResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
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
