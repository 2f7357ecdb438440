import { Migration } from '@mikro-orm/migrations';

export class Migration20261122135115_initial extends Migration {
  override name = 'Migration20261122135115_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "audit_entry" ("id" uuid not null, "at" timestamptz(3) not null, "actor_id" uuid null, "action" text not null, "subject_type" text not null, "subject_id" uuid not null, "detail" jsonb not null, "address" text null, primary key ("id"));`,
    );
    this.addSql(`create index "audit_entry_actor_id_index" on "audit_entry" ("actor_id");`);
    this.addSql(`create index "audit_entry_subject_index" on "audit_entry" ("subject_type", "subject_id");`);
    this.addSql(`create index "audit_entry_at_index" on "audit_entry" ("at");`);
    this.addSql(
      `create or replace function "audit_entry_audit_entry_append_only_fn"() returns trigger as \$\$ begin raise exception 'an audit entry cannot be changed' using errcode = 'restrict_violation'; return null; end; \$\$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "audit_entry_append_only" BEFORE UPDATE OR DELETE on "audit_entry" for each ROW execute function "audit_entry_audit_entry_append_only_fn"();`,
    );

    this.addSql(
      `create table "staff" ("id" uuid not null, "email" text not null, "name" text not null, "role" text not null, "status" text not null, "units" text not null, "password_hash" text not null, "athlete_id" uuid null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create unique index staff_email_unique on staff (lower(email));`);
    this.addSql(`alter table "staff" add constraint "staff_athlete_id_unique" unique ("athlete_id");`);
    this.addSql(
      `alter table "staff" add constraint "staff_athlete_check" check ((role = 'athlete') = (athlete_id is not null));`,
    );
    this.addSql(
      `alter table "staff" add constraint "staff_role_check" check ("role" in ('admin', 'coach', 'athlete'));`,
    );
    this.addSql(
      `alter table "staff" add constraint "staff_status_check" check ("status" in ('active', 'disabled'));`,
    );
    this.addSql(`alter table "staff" add constraint "staff_units_check" check ("units" in ('mi', 'km'));`);

    this.addSql(
      `create table "race" ("id" uuid not null, "name" text not null, "distance_metres" double precision not null, "distance_name" text not null, "date" date not null, "city" text null, "created_by_id" uuid null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "race_date_index" on "race" ("date");`);
    this.addSql(`create index "race_created_by_id_index" on "race" ("created_by_id");`);
    this.addSql(
      `alter table "race" add constraint "race_distance_metres_check" check (distance_metres > 0);`,
    );

    this.addSql(
      `create table "athlete" ("id" uuid not null, "first_name" text not null, "last_name" text not null, "email" text not null, "five_k_pace" int null, "current_weekly_mileage" numeric(5,2) null, "preferred_days" jsonb null, "experience" text null, "injury_risk" text not null, "injury_notes" text null, "time_zone" text null, "tracks_activities" boolean not null, "ai_consent" boolean not null, "coach_id" uuid null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "athlete_coach_id_index" on "athlete" ("coach_id");`);
    this.addSql(`create unique index athlete_email_unique on athlete (lower(email));`);
    this.addSql(
      `alter table "athlete" add constraint "athlete_five_k_pace_check" check (five_k_pace between 230 and 1200);`,
    );
    this.addSql(
      `alter table "athlete" add constraint "athlete_current_weekly_mileage_check" check (current_weekly_mileage between 0 and 150);`,
    );
    this.addSql(
      `alter table "athlete" add constraint "athlete_preferred_days_check" check (jsonb_typeof(preferred_days) = 'array' and jsonb_array_length(preferred_days) between 2 and 7 and preferred_days <@ '[1,2,3,4,5,6,7]');`,
    );
    this.addSql(
      `alter table "athlete" add constraint "athlete_experience_check" check ("experience" in ('novice', 'intermediate', 'advanced'));`,
    );
    this.addSql(
      `alter table "athlete" add constraint "athlete_injury_risk_check" check ("injury_risk" in ('normal', 'high'));`,
    );

    this.addSql(
      `create table "athlete_pace" ("id" uuid not null, "athlete_id" uuid not null, "five_k_pace" int not null, "date" date not null, "source" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "athlete_pace_athlete_id_index" on "athlete_pace" ("athlete_id");`);
    this.addSql(
      `alter table "athlete_pace" add constraint "athlete_pace_five_k_pace_check" check (five_k_pace between 230 and 1200);`,
    );
    this.addSql(
      `alter table "athlete_pace" add constraint "athlete_pace_source_check" check ("source" in ('staff', 'race', 'time_trial'));`,
    );

    this.addSql(
      `create table "training_plan" ("id" uuid not null, "athlete_id" uuid not null, "name" text not null, "status" text not null, "mode" text not null, "goal_time" text null, "goal_time_seconds" int null, "goal_pace_5k" double precision null, "goal_race_pace" double precision null, "predicted_race_pace" double precision null, "five_k_pace" int null, "start_date" date null, "race_date" date null, "total_weeks" int null, "preferred_days" jsonb null, "current_weekly_mileage" numeric(5,2) null, "phases" jsonb null, "settings" jsonb not null, "seed" bigint not null, "inputs" jsonb null, "blueprint" jsonb null, "realism" text null, "readiness" text null, "warnings" jsonb not null, "revision" int not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "training_plan_athlete_id_index" on "training_plan" ("athlete_id");`);
    this.addSql(
      `create index "training_plan_unfinished_index" on "training_plan" ("race_date") where status in ('active', 'paused');`,
    );
    this.addSql(
      `do \$\$ begin create type uuid_range as range (subtype = uuid); exception when duplicate_object then null; end \$\$; alter table training_plan add constraint training_plan_overlap_exclude exclude using gist (uuid_range(athlete_id, athlete_id, '[]') with &&, daterange(start_date, race_date, '[]') with &&) where (status in ('active', 'paused'));`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_goal_time_check" check (goal_time_seconds is null or goal_time is not null);`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_generated_check" check (status not in ('active', 'paused', 'completed') or (start_date is not null and race_date is not null and start_date <= race_date and total_weeks is not null and inputs is not null and blueprint is not null));`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_goal_time_seconds_check" check (goal_time_seconds > 0);`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_total_weeks_check" check (total_weeks between 4 and 52);`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_preferred_days_check" check (jsonb_typeof(preferred_days) = 'array' and jsonb_array_length(preferred_days) between 2 and 7 and preferred_days <@ '[1,2,3,4,5,6,7]');`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_current_weekly_mileage_check" check (current_weekly_mileage between 0 and 150);`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_status_check" check ("status" in ('draft', 'active', 'paused', 'completed', 'archived'));`,
    );
    this.addSql(
      `alter table "training_plan" add constraint "training_plan_mode_check" check ("mode" in ('progressive', 'complete'));`,
    );

    this.addSql(
      `create table "race_training_plan" ("id" uuid not null, "plan_id" uuid not null, "race_id" uuid not null, "priority" text not null, primary key ("id"));`,
    );
    this.addSql(`create index "race_training_plan_plan_id_index" on "race_training_plan" ("plan_id");`);
    this.addSql(`create index "race_training_plan_race_id_index" on "race_training_plan" ("race_id");`);
    this.addSql(
      `alter table "race_training_plan" add constraint "race_training_plan_pair_unique" unique ("plan_id", "race_id");`,
    );
    this.addSql(
      `create unique index "race_training_plan_main_unique" on "race_training_plan" ("plan_id") where priority = 'A';`,
    );
    this.addSql(
      `alter table "race_training_plan" add constraint "race_training_plan_priority_check" check ("priority" in ('A', 'B'));`,
    );

    this.addSql(
      `create table "plan_version" ("id" uuid not null, "plan_id" uuid not null, "number" int not null, "reason" text not null, "actor_id" uuid null, "snapshot" jsonb not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "plan_version_plan_id_index" on "plan_version" ("plan_id");`);
    this.addSql(
      `alter table "plan_version" add constraint "plan_version_number_unique" unique ("plan_id", "number");`,
    );
    this.addSql(`alter table "plan_version" add constraint "plan_version_number_check" check (number > 0);`);
    this.addSql(
      `create or replace function "plan_version_plan_version_immutable_fn"() returns trigger as \$\$ begin raise exception 'a plan version cannot be changed' using errcode = 'restrict_violation'; return null; end; \$\$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "plan_version_immutable" BEFORE UPDATE on "plan_version" for each ROW execute function "plan_version_plan_version_immutable_fn"();`,
    );

    this.addSql(
      `create table "generation" ("id" uuid not null, "plan_id" uuid not null, "scope" text not null, "state" text not null, "attempt" int not null, "lease_until" timestamptz(3) null, "fence" int not null, "weeks_decoded" jsonb not null, "cost_usd" numeric(12,6) not null, "error" jsonb null, "actor_id" uuid null, "finished_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "generation_plan_id_index" on "generation" ("plan_id");`);
    this.addSql(
      `create unique index "generation_open_unique" on "generation" ("plan_id", "scope") where state in ('pending', 'running');`,
    );
    this.addSql(
      `alter table "generation" add constraint "generation_finished_check" check ((state in ('pending', 'running')) = (finished_at is null));`,
    );
    this.addSql(`alter table "generation" add constraint "generation_fence_check" check (fence > 0);`);
    this.addSql(
      `alter table "generation" add constraint "generation_state_check" check ("state" in ('pending', 'running', 'succeeded', 'failed', 'cancelled'));`,
    );

    this.addSql(
      `create table "athlete_training_plan" ("id" uuid not null, "plan_id" uuid not null, "athlete_id" uuid not null, "assigned_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "athlete_training_plan_plan_id_index" on "athlete_training_plan" ("plan_id");`);
    this.addSql(
      `create index "athlete_training_plan_athlete_id_index" on "athlete_training_plan" ("athlete_id");`,
    );
    this.addSql(
      `alter table "athlete_training_plan" add constraint "athlete_training_plan_pair_unique" unique ("plan_id", "athlete_id");`,
    );

    this.addSql(
      `create table "training_plan_phase" ("id" uuid not null, "plan_id" uuid not null, "name" text not null, "position" smallint not null, "week_count" smallint not null, "total_miles" numeric(7,2) not null, primary key ("id"));`,
    );
    this.addSql(`create index "training_plan_phase_plan_id_index" on "training_plan_phase" ("plan_id");`);
    this.addSql(
      `alter table "training_plan_phase" add constraint "training_plan_phase_name_unique" unique ("plan_id", "name");`,
    );
    this.addSql(
      `alter table "training_plan_phase" add constraint "training_plan_phase_position_check" check (position between 1 and 4);`,
    );
    this.addSql(
      `alter table "training_plan_phase" add constraint "training_plan_phase_week_count_check" check (week_count > 0);`,
    );
    this.addSql(
      `alter table "training_plan_phase" add constraint "training_plan_phase_total_miles_check" check (total_miles >= 0);`,
    );
    this.addSql(
      `alter table "training_plan_phase" add constraint "training_plan_phase_name_check" check ("name" in ('base', 'build', 'peak', 'taper'));`,
    );

    this.addSql(
      `create table "training_plan_week" ("id" uuid not null, "plan_id" uuid not null, "phase_id" uuid not null, "week_number" smallint not null, "start_date" date not null, "miles" numeric(7,2) not null, "training_miles" numeric(7,2) not null, "target_miles" numeric(7,2) not null, "wanted_miles" numeric(7,2) not null, "stretch" numeric(7,2) not null, "recovery" boolean not null, "part" boolean not null, "touched" boolean not null, "notes" jsonb not null, "author" text not null, "provenance" jsonb not null, "released_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "training_plan_week_plan_id_index" on "training_plan_week" ("plan_id");`);
    this.addSql(`create index "training_plan_week_phase_id_index" on "training_plan_week" ("phase_id");`);
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_number_unique" unique ("plan_id", "week_number");`,
    );
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_week_number_check" check (week_number between 1 and 52);`,
    );
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_start_date_check" check (extract(isodow from start_date) = 1);`,
    );
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_miles_check" check (miles >= 0);`,
    );
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_training_miles_check" check (training_miles >= 0);`,
    );
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_target_miles_check" check (target_miles >= 0);`,
    );
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_wanted_miles_check" check (wanted_miles >= 0);`,
    );
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_stretch_check" check (stretch >= 1);`,
    );

    this.addSql(
      `create table "training_plan_day" ("id" uuid not null, "plan_id" uuid not null, "phase_id" uuid not null, "week_id" uuid not null, "date" date not null, "day_number" smallint not null, "workout_type" text not null, "miles" numeric(7,2) not null, "warmup" jsonb not null, "workout" jsonb not null, "cooldown" jsonb not null, "notes" text not null, "alternative" jsonb null, "workout_id" text null, "locked" boolean not null, "outside_plan" boolean not null, primary key ("id"));`,
    );
    this.addSql(`create index "training_plan_day_plan_id_index" on "training_plan_day" ("plan_id");`);
    this.addSql(`create index "training_plan_day_phase_id_index" on "training_plan_day" ("phase_id");`);
    this.addSql(`create index "training_plan_day_week_id_index" on "training_plan_day" ("week_id");`);
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_number_unique" unique ("week_id", "day_number");`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_date_unique" unique ("plan_id", "date");`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_number_check" check (day_number = extract(isodow from date));`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_shape_check" check ((workout_type = 'rest') = (miles = 0) and (workout_type = 'rest') = (jsonb_array_length(warmup) + jsonb_array_length(workout) + jsonb_array_length(cooldown) = 0));`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_warmup_check" check (jsonb_typeof(warmup) = 'array');`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_workout_check" check (jsonb_typeof(workout) = 'array');`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_cooldown_check" check (jsonb_typeof(cooldown) = 'array');`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_workout_type_check" check ("workout_type" in ('easy', 'tempo', 'intervals', 'long_run', 'recovery', 'shakeout', 'race', 'rest'));`,
    );

    this.addSql(
      `alter table "race" add constraint "race_created_by_id_foreign" foreign key ("created_by_id") references "staff" ("id") on delete set null;`,
    );

    this.addSql(
      `alter table "athlete" add constraint "athlete_coach_id_foreign" foreign key ("coach_id") references "staff" ("id") on delete set null;`,
    );

    this.addSql(
      `alter table "athlete_pace" add constraint "athlete_pace_athlete_id_foreign" foreign key ("athlete_id") references "athlete" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "training_plan" add constraint "training_plan_athlete_id_foreign" foreign key ("athlete_id") references "athlete" ("id") on delete no action;`,
    );

    this.addSql(
      `alter table "race_training_plan" add constraint "race_training_plan_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "race_training_plan" add constraint "race_training_plan_race_id_foreign" foreign key ("race_id") references "race" ("id") on delete no action;`,
    );

    this.addSql(
      `alter table "plan_version" add constraint "plan_version_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "generation" add constraint "generation_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "athlete_training_plan" add constraint "athlete_training_plan_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "athlete_training_plan" add constraint "athlete_training_plan_athlete_id_foreign" foreign key ("athlete_id") references "athlete" ("id") on delete no action;`,
    );

    this.addSql(
      `alter table "training_plan_phase" add constraint "training_plan_phase_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "training_plan_week" add constraint "training_plan_week_phase_id_foreign" foreign key ("phase_id") references "training_plan_phase" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_phase_id_foreign" foreign key ("phase_id") references "training_plan_phase" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "training_plan_day" add constraint "training_plan_day_week_id_foreign" foreign key ("week_id") references "training_plan_week" ("id") on delete cascade;`,
    );

    // Not in the entities: `Athlete` refers to `Staff`, and two that refer to each other do not load.
    this.addSql(
      `alter table "staff" add constraint "staff_athlete_id_foreign" foreign key ("athlete_id") references "athlete" ("id") on delete cascade;`,
    );
  }
}
