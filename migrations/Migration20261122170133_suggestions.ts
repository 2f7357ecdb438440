import { Migration } from '@mikro-orm/migrations';

export class Migration20261122170133_suggestions extends Migration {
  override name = 'Migration20261122170133_suggestions';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "suggestion" ("id" uuid not null, "plan_id" uuid not null, "week_number" smallint null, "rule" text not null, "text" text not null, "proposal" jsonb not null, "key" text not null, "state" text not null, "decided_by" uuid null, "decided_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "suggestion_open_index" on "suggestion" ("plan_id") where state = 'open';`);
    this.addSql(`alter table "suggestion" add constraint "suggestion_key_unique" unique ("plan_id", "key");`);

    this.addSql(
      `alter table "suggestion" add constraint "suggestion_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "suggestion" add constraint "suggestion_decided_check" check ((state in ('accepted', 'dismissed')) = (decided_by is not null and decided_at is not null));`,
    );
    this.addSql(
      `alter table "suggestion" add constraint "suggestion_week_number_check" check (week_number between 1 and 52);`,
    );
    this.addSql(
      `alter table "suggestion" add constraint "suggestion_rule_check" check ("rule" in ('activities.silent', 'load.raise', 'pace.update', 'goal.review'));`,
    );
    this.addSql(
      `alter table "suggestion" add constraint "suggestion_state_check" check ("state" in ('open', 'accepted', 'dismissed', 'withdrawn'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "suggestion" cascade;`);
  }
}
