import { Migration } from '@mikro-orm/migrations';

export class Migration20261122175712_password_reset extends Migration {
  override name = 'Migration20261122175712_password_reset';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "password_reset" ("id" uuid not null, "staff_id" uuid not null, "digest" text not null, "expires_at" timestamptz(3) not null default (now() + '24:00:00'::interval), "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "password_reset" add constraint "password_reset_staff_id_unique" unique ("staff_id");`,
    );
    this.addSql(
      `alter table "password_reset" add constraint "password_reset_digest_unique" unique ("digest");`,
    );
    this.addSql(`create index "password_reset_expires_at_index" on "password_reset" ("expires_at");`);

    this.addSql(`alter table "staff" alter column "password_hash" drop not null;`);

    this.addSql(
      `alter table "password_reset" add constraint "password_reset_staff_id_foreign" foreign key ("staff_id") references "staff" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "password_reset" cascade;`);

    this.addSql(`alter table "staff" alter column "password_hash" set not null;`);
  }
}
