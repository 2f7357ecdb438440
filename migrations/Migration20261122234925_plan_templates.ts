import { Migration } from '@mikro-orm/migrations';

export class Migration20261122234925_plan_templates extends Migration {
  override name = 'Migration20261122234925_plan_templates';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "plan_template" ("id" uuid not null, "name" text not null, "description" text null, "distance_metres" double precision not null, "distance_name" text not null, "total_weeks" int not null, "phases" jsonb not null, "mode" text not null, "settings" jsonb not null, "preferred_days" jsonb not null, "programme" jsonb not null, "created_by" uuid not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "plan_template_created_by_index" on "plan_template" ("created_by");`);

    this.addSql(`alter table "training_plan" add "programme" jsonb null;`);

    this.addSql(
      `alter table "plan_template" add constraint "plan_template_distance_metres_check" check (distance_metres > 0);`,
    );
    this.addSql(
      `alter table "plan_template" add constraint "plan_template_total_weeks_check" check (total_weeks between 4 and 52);`,
    );
    this.addSql(
      `alter table "plan_template" add constraint "plan_template_mode_check" check ("mode" in ('progressive', 'complete'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "plan_template" cascade;`);

    this.addSql(`alter table "training_plan" drop column "programme";`);
  }
}
