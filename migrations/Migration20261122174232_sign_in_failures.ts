import { Migration } from '@mikro-orm/migrations';

export class Migration20261122174232_sign_in_failures extends Migration {
  override name = 'Migration20261122174232_sign_in_failures';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "sign_in_failures" ("key" text not null, "failures" int not null, "last_at" timestamptz(3) not null, primary key ("key"));`,
    );
    this.addSql(`create index "sign_in_failures_last_at_index" on "sign_in_failures" ("last_at");`);

    this.addSql(`alter table "audit_entry" alter column "subject_id" drop not null;`);

    this.addSql(
      `alter table "sign_in_failures" add constraint "sign_in_failures_failures_check" check (failures > 0);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "sign_in_failures" cascade;`);

    this.addSql(`alter table "audit_entry" alter column "subject_id" set not null;`);
  }
}
