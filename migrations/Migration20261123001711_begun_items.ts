import { Migration } from '@mikro-orm/migrations';

export class Migration20261123001711_begun_items extends Migration {
  override name = 'Migration20261123001711_begun_items';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "operation_item_begun_index" on "operation_item" ("operation_id") where status = 'pending' and subject_id is not null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "operation_item_begun_index";`);
  }
}
