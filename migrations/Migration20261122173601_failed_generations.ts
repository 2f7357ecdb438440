import { Migration } from '@mikro-orm/migrations';

export class Migration20261122173601_failed_generations extends Migration {
  override name = 'Migration20261122173601_failed_generations';

  override up(): void | Promise<void> {
    this.addSql(`create index "generation_failed_index" on "generation" ("id") where state = 'failed';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "generation_failed_index";`);
  }
}
