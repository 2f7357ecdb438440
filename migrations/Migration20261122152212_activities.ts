import { Migration } from '@mikro-orm/migrations';

export class Migration20261122152212_activities extends Migration {
  override name = 'Migration20261122152212_activities';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "activity" ("id" uuid not null, "athlete_id" uuid not null, "date" date not null, "kind" text not null, "miles" numeric(7,2) not null, "duration_seconds" int null, "rpe" smallint null, "source" text not null, "external_id" text null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "activity_athlete_date_index" on "activity" ("athlete_id", "date");`);
    this.addSql(
      `alter table "activity" add constraint "activity_external_unique" unique ("athlete_id", "source", "external_id");`,
    );

    this.addSql(
      `create table "time_off" ("id" uuid not null, "athlete_id" uuid not null, "start_date" date not null, "end_date" date not null, "reason" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "time_off_athlete_id_index" on "time_off" ("athlete_id");`);
    this.addSql(
      `alter table time_off add constraint time_off_overlap_exclude exclude using gist (uuid_range(athlete_id, athlete_id, '[]') with &&, daterange(start_date, end_date, '[]') with &&);`,
    );

    this.addSql(
      `alter table "activity" add constraint "activity_athlete_id_foreign" foreign key ("athlete_id") references "athlete" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "activity" add constraint "activity_miles_check" check (miles between 0 and 200);`,
    );
    this.addSql(
      `alter table "activity" add constraint "activity_duration_seconds_check" check (duration_seconds > 0);`,
    );
    this.addSql(`alter table "activity" add constraint "activity_rpe_check" check (rpe between 1 and 10);`);
    this.addSql(
      `alter table "activity" add constraint "activity_kind_check" check ("kind" in ('run', 'race', 'time_trial', 'other'));`,
    );

    this.addSql(
      `alter table "time_off" add constraint "time_off_athlete_id_foreign" foreign key ("athlete_id") references "athlete" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "time_off" add constraint "time_off_length_check" check (end_date - start_date between 0 and 365);`,
    );
    this.addSql(
      `alter table "time_off" add constraint "time_off_reason_check" check ("reason" in ('holiday', 'illness', 'injury'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "activity" cascade;`);
    this.addSql(`drop table if exists "time_off" cascade;`);
  }
}
