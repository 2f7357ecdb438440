import { Migration } from '@mikro-orm/migrations';

export class Migration20261122212849_calendar_links extends Migration {
  override name = 'Migration20261122212849_calendar_links';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "calendar_link" ("id" uuid not null, "plan_id" uuid not null, "staff_id" uuid not null, "digest" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "calendar_link_staff_id_index" on "calendar_link" ("staff_id");`);
    this.addSql(
      `alter table "calendar_link" add constraint "calendar_link_digest_unique" unique ("digest");`,
    );
    this.addSql(
      `alter table "calendar_link" add constraint "calendar_link_pair_unique" unique ("plan_id", "staff_id");`,
    );

    this.addSql(
      `alter table "calendar_link" add constraint "calendar_link_plan_id_foreign" foreign key ("plan_id") references "training_plan" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "calendar_link" add constraint "calendar_link_staff_id_foreign" foreign key ("staff_id") references "staff" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "calendar_link" cascade;`);
  }
}
