import { Migration } from '@mikro-orm/migrations';

export class Migration20261123031656_day_indexes extends Migration {
  override name = 'Migration20261123031656_day_indexes';

  override up(): void | Promise<void> {
    this.addSql(`drop index "training_plan_day_plan_id_index";`);
    this.addSql(`drop index "training_plan_day_week_id_index";`);
  }

  override down(): void | Promise<void> {
    this.addSql(`create index "training_plan_day_plan_id_index" on "training_plan_day" ("plan_id");`);
    this.addSql(`create index "training_plan_day_week_id_index" on "training_plan_day" ("week_id");`);
  }
}
