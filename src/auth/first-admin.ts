import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { PasswordHasher } from './password-hasher.js';
import { oneTimePassword } from './secrets.js';
import { Staff } from './staff.entity.js';

/** Any fixed number; it only has to be ours within one database. */
const FIRST_ADMIN_LOCK = 7_240_515;

const DEFAULT_EMAIL = 'admin@localhost';

/** Lets somebody in: makes an admin at the start of a service that has no accounts yet. */
@Injectable()
export class FirstAdmin implements OnApplicationBootstrap {
  private readonly logger = new Logger(FirstAdmin.name);

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly em: EntityManager,
    private readonly hasher: PasswordHasher,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      // Held to the end of the transaction: of replicas that start at once, one makes the admin.
      await em
        .getConnection()
        .execute('select pg_advisory_xact_lock(?)', [FIRST_ADMIN_LOCK], 'run', em.getTransactionContext());
      if ((await em.count(Staff)) > 0) return;
      const { email, password } = this.config.firstAdmin ?? (await this.writeCredentials());
      em.create(Staff, {
        email,
        name: 'First admin',
        role: 'admin',
        athleteId: null,
        passwordHash: await this.hasher.hash(password),
      });
    });
  }

  /** Whole or not at all, and for its owner's eyes only. */
  private async writeCredentials(): Promise<{ email: string; password: string }> {
    const credentials = { email: DEFAULT_EMAIL, password: oneTimePassword() };
    const file = join(this.config.dataDir, 'first-admin');
    await mkdir(this.config.dataDir, { recursive: true });
    await writeFile(`${file}.new`, `email: ${credentials.email}\npassword: ${credentials.password}\n`, {
      mode: 0o600,
    });
    await rename(`${file}.new`, file);
    this.logger.warn(
      `First start: sign in as ${DEFAULT_EMAIL} with the password in ${file}, then delete the file`,
    );
    return credentials;
  }
}
