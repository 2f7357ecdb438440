import { Migration } from '@mikro-orm/migrations';

export class Migration20261122204002_retention extends Migration {
  override name = 'Migration20261122204002_retention';

  override up(): void | Promise<void> {
    this.addSql(`create index "operation_finished_index" on "operation" ("finished_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "operation_finished_index";`);
  }
}
