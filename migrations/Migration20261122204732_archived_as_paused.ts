import { Migration } from '@mikro-orm/migrations';

export class Migration20261122204732_archived_as_paused extends Migration {
  override name = 'Migration20261122204732_archived_as_paused';

  override up(): void | Promise<void> {
    this.addSql(`alter table "training_plan" drop constraint "training_plan_paused_check";`);
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_paused_check" check (archived_from is not distinct from 'active' or (coalesce(archived_from, status) = 'paused') = (paused_on is not null));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`update "training_plan" set paused_on = null where archived_from = 'active';`);
    this.addSql(`alter table "training_plan" drop constraint "training_plan_paused_check";`);
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_paused_check" check ((coalesce(archived_from, status) = 'paused') = (paused_on is not null));`,
    );
  }
}
