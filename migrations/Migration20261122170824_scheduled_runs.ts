import { Migration } from '@mikro-orm/migrations';

export class Migration20261122170824_scheduled_runs extends Migration {
  override name = 'Migration20261122170824_scheduled_runs';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "scheduled_run" ("id" uuid not null, "trigger" text not null, "instance" text not null, "started_at" timestamptz(3) not null, "finished_at" timestamptz(3) null, "due" int not null, "enqueued" int not null, "caught_up" int not null, "released" int not null, "completed" int not null, "resent" int not null, "error" text null, primary key ("id"));`,
    );
    this.addSql(`create index "scheduled_run_started_index" on "scheduled_run" ("started_at");`);

    this.addSql(
      `alter table "scheduled_run" add constraint "scheduled_run_trigger_check" check ("trigger" in ('cron', 'start', 'request', 'event'));`,
    );

    // Plans from before: looked at once, each then says itself when it is due.
    this.addSql(`update "training_plan" set "next_work_at" = now() where "status" = 'active';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "scheduled_run" cascade;`);
  }
}
