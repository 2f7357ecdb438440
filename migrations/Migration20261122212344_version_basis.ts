import { Migration } from '@mikro-orm/migrations';

export class Migration20261122212344_version_basis extends Migration {
  override name = 'Migration20261122212344_version_basis';

  override up(): void | Promise<void> {
    this.addSql(`alter table "plan_version" add "basis" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "plan_version" drop column "basis";`);
  }
}
