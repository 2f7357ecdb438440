import { Migration } from '@mikro-orm/migrations';

export class Migration20261122234621_workout_templates extends Migration {
  override name = 'Migration20261122234621_workout_templates';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "workout_template" ("id" uuid not null, "name" text not null, "day_type" text not null, "family" text not null, "phases" jsonb not null, "classes" jsonb not null, "levels" jsonb not null, "min_miles" numeric(5,2) not null, "purpose" text not null, "feel" text not null, "easier" text null, "structure" jsonb not null, "shared" boolean not null, "created_by_id" uuid null, "retired_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "workout_template_created_by_id_index" on "workout_template" ("created_by_id");`,
    );
    this.addSql(
      `create unique index workout_template_name_unique on workout_template (lower(name)) where retired_at is null;`,
    );

    this.addSql(
      `alter table "workout_template" add constraint "workout_template_created_by_id_foreign" foreign key ("created_by_id") references "staff" ("id") on delete set null;`,
    );
    this.addSql(
      `alter table "workout_template" add constraint "workout_template_levels_check" check (levels <@ '["novice","intermediate","advanced"]');`,
    );
    this.addSql(
      `alter table "workout_template" add constraint "workout_template_min_miles_check" check (min_miles > 0);`,
    );
    this.addSql(
      `alter table "workout_template" add constraint "workout_template_day_type_check" check ("day_type" in ('easy', 'tempo', 'intervals', 'long_run', 'recovery', 'shakeout'));`,
    );
    this.addSql(
      `alter table "workout_template" add constraint "workout_template_family_check" check ("family" in ('steady', 'by_feel', 'easy_progression', 'easy_mix', 'jog', 'shakeout', 'long_steady', 'long_progression', 'goal_pace', 'continuous', 'cruise', 'tempo_progression', 'over_under', 'short_repeats', 'long_repeats', 'pyramid', 'ladder', 'hills', 'race_specific'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "workout_template" cascade;`);
  }
}
