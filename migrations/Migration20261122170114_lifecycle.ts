import { Migration } from '@mikro-orm/migrations';

export class Migration20261122170114_lifecycle extends Migration {
  override name = 'Migration20261122170114_lifecycle';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "training_plan" add "archived_from" text null, add "paused_on" date null, add "pauses" jsonb not null default '[]';`,
    );
    this.addSql(`alter table "training_plan" alter column "pauses" drop default;`);
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_archived_check" check ((status = 'archived') = (archived_from is not null));`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_paused_check" check ((coalesce(archived_from, status) = 'paused') = (paused_on is not null));`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_archived_from_check" check ("archived_from" in ('draft', 'active', 'paused', 'completed', 'archived'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "training_plan" drop constraint "training_plan_archived_check";`);
    this.addSql(`alter table "training_plan" drop constraint "training_plan_paused_check";`);
    this.addSql(`alter table "training_plan" drop constraint "training_plan_archived_from_check";`);
    this.addSql(
      `alter table "training_plan" drop column "archived_from", drop column "paused_on", drop column "pauses";`,
    );
  }
}
