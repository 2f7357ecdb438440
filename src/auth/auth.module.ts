import { Module } from '@nestjs/common';
import { APP_CONFIG } from '../config/app-config.js';
import { AccessTokens } from './access-tokens.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.service.js';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLog } from './audit-log.service.js';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { AuthService } from './auth.service.js';
import { Authenticator } from './authenticator.js';
import { ExternalAccounts } from './external-accounts.js';
import { ExternalTokens } from './external-tokens.js';
import { FirstAdmin } from './first-admin.js';
import { PasswordCheck } from './password-check.js';
import { PasswordHasher } from './password-hasher.js';
import { Passwords } from './passwords.service.js';
import { SecretBox } from './secret-box.js';
import { AuthSweeper } from './auth-sweeper.js';
import { Sessions } from './sessions.service.js';
import { loadSigningKey, SIGNING_KEY } from './signing-key.js';
import { StaffService } from './staff.service.js';
import { UsersController } from './users.controller.js';

/** Accounts, signing in, and the guard that the application sets on every route. */
@Module({
  controllers: [AuthController, UsersController, ApiKeysController, AuditLogController],
  providers: [
    { provide: SIGNING_KEY, inject: [APP_CONFIG], useFactory: loadSigningKey },
    AccessTokens,
    ApiKeys,
    AuditLog,
    Authenticator,
    AuthGuard,
    AuthService,
    ExternalAccounts,
    ExternalTokens,
    FirstAdmin,
    PasswordCheck,
    PasswordHasher,
    Passwords,
    SecretBox,
    Sessions,
    AuthSweeper,
    StaffService,
  ],
  exports: [AuthGuard, SecretBox, StaffService],
})
export class AuthModule {}
