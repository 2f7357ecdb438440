import { Migration } from '@mikro-orm/migrations';

export class Migration20261122151545_operations extends Migration {
  override name = 'Migration20261122151545_operations';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "operation" ("id" uuid not null, "kind" text not null, "status" text not null, "athlete_id" uuid null, "subject_type" text null, "subject_id" uuid null, "claim" text null, "actor_id" uuid not null, "path" text not null, "trace_id" text not null, "done" int not null, "total" int null, "last_sequence" int not null, "lease_until" timestamptz(3) null default (now() + '00:00:15'::interval), "result" jsonb null, "problem" jsonb null, "finished_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "operation_athlete_id_index" on "operation" ("athlete_id");`);
    this.addSql(`create index "operation_claim_index" on "operation" ("claim");`);
    this.addSql(
      `create index "operation_lease_index" on "operation" ("lease_until") where status in ('pending', 'running');`,
    );

    this.addSql(
      `create table "operation_event" ("id" uuid not null, "operation_id" uuid not null, "sequence" int not null, "type" text not null, "data" jsonb not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "operation_event" add constraint "operation_event_sequence_unique" unique ("operation_id", "sequence");`,
    );

    this.addSql(
      `alter table "operation" add constraint "operation_athlete_id_foreign" foreign key ("athlete_id") references "athlete" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "operation" add constraint "operation_finished_check" check ((status in ('pending', 'running')) = (finished_at is null));`,
    );
    this.addSql(
      `alter table "operation" add constraint "operation_lease_check" check ((status in ('pending', 'running')) = (lease_until is not null));`,
    );
    this.addSql(
      `alter table "operation" add constraint "operation_result_check" check ((status = 'succeeded') = (result is not null));`,
    );
    this.addSql(
      `alter table "operation" add constraint "operation_problem_check" check ((status = 'failed') = (problem is not null));`,
    );
    this.addSql(
      `alter table "operation" add constraint "operation_status_check" check ("status" in ('pending', 'running', 'succeeded', 'failed', 'cancelled'));`,
    );

    this.addSql(
      `alter table "operation_event" add constraint "operation_event_operation_id_foreign" foreign key ("operation_id") references "operation" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "operation_event" add constraint "operation_event_sequence_check" check (sequence > 0);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "operation_event" drop constraint "operation_event_operation_id_foreign";`);

    this.addSql(`drop table if exists "operation" cascade;`);
    this.addSql(`drop table if exists "operation_event" cascade;`);
  }
}
