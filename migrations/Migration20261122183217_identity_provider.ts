import { Migration } from '@mikro-orm/migrations';

export class Migration20261122183217_identity_provider extends Migration {
  override name = 'Migration20261122183217_identity_provider';

  override up(): void | Promise<void> {
    this.addSql(`alter table "staff" add "identity" text null;`);
    this.addSql(`alter table "staff" add constraint "staff_identity_unique" unique ("identity");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "staff" drop constraint "staff_identity_unique";`);
    this.addSql(`alter table "staff" drop column "identity";`);
  }
}
