import { Migration } from '@mikro-orm/migrations';

export class Migration20261122174607_paused_due extends Migration {
  override name = 'Migration20261122174607_paused_due';

  override up(): void | Promise<void> {
    this.addSql(`drop index "training_plan_due_index";`);
    this.addSql(
      `create index "training_plan_due_index" on "training_plan" ("next_work_at", "id") where status in ('active', 'paused');`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "training_plan_due_index";`);
    this.addSql(
      `create index "training_plan_due_index" on "training_plan" ("next_work_at", "id") where status = 'active';`,
    );
  }
}
