import { ApiProperty, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { IsEmail, IsIn, IsOptional, IsString, ValidateIf } from 'class-validator';
import { UNITS, type Units } from '../coaching/units.js';
import { IsId, IsLine } from '../common/validators.js';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../config/password-policy.js';
import { ROLES, STAFF_STATUSES, type Role, type StaffStatus } from './staff.entity.js';

export class CreateUserDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @IsEmail()
  // In quotes, addresses may have line breaks.
  @IsLine(254)
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
  @IsId()
  athleteId?: string | null;

  @ApiProperty({ enum: UNITS, required: false, nullable: true, default: 'mi' })
  @IsOptional()
  @IsIn(UNITS)
  units?: Units | null;
}

/** Only what changes. A role other than athlete takes the athlete away. */
export class UpdateUserDto extends PartialType(OmitType(CreateUserDto, ['password'] as const), {
  skipNullProperties: false,
}) {
  @ApiProperty({
    enum: STAFF_STATUSES,
    required: false,
    description: 'Who is disabled is signed out everywhere and cannot sign in.',
  })
  @ValidateIf((_, status) => status !== undefined)
  @IsIn(STAFF_STATUSES)
  status?: StaffStatus;

  @ApiProperty({
    type: String,
    format: 'password',
    minLength: MIN_PASSWORD_LENGTH,
    maxLength: MAX_PASSWORD_LENGTH,
    required: false,
    description:
      'Signs them out everywhere. POST /api/users/:id/password-reset lets them choose one themselves.',
  })
  @ValidateIf((_, password) => password !== undefined)
  @IsString()
  password?: string;
}

/** What everybody may change of their own account. */
export class UpdateMeDto extends PartialType(PickType(CreateUserDto, ['name', 'units'] as const), {
  skipNullProperties: false,
}) {}

export class PasswordResetResponse {
  @ApiProperty({ description: 'For POST /api/auth/password-reset. Said once; works once.' })
  token: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The page of PASSWORD_RESET_URL with the token; null where none is set.',
  })
  link: string | null;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
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
  status: StaffStatus;

  @ApiProperty({ enum: UNITS })
  units: Units;

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
