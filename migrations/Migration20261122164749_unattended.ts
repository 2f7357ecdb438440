import { Migration } from '@mikro-orm/migrations';

export class Migration20261122164749_unattended extends Migration {
  override name = 'Migration20261122164749_unattended';

  override up(): void | Promise<void> {
    this.addSql(`alter table "athlete" add "running_changed_at" timestamptz(3) null;`);
    this.addSql(
      `create index "athlete_running_changed_index" on "athlete" ("running_changed_at") where running_changed_at is not null;`,
    );

    this.addSql(
      `alter table "training_plan" add "drawn_blueprint" jsonb null, add "next_work_at" timestamptz(3) null;`,
    );
    this.addSql(
      `create index "training_plan_due_index" on "training_plan" ("next_work_at", "id") where status = 'active';`,
    );

    this.addSql(`alter table "training_plan_week" add "looked_at" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "athlete_running_changed_index";`);
    this.addSql(`alter table "athlete" drop column "running_changed_at";`);

    this.addSql(`drop index "training_plan_due_index";`);
    this.addSql(`alter table "training_plan" drop column "drawn_blueprint", drop column "next_work_at";`);

    this.addSql(`alter table "training_plan_week" drop column "looked_at";`);
  }
}
