import { Migration } from '@mikro-orm/migrations';

export class Migration20261122182433_api_keys extends Migration {
  override name = 'Migration20261122182433_api_keys';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "api_key" ("id" uuid not null, "name" text not null, "staff_id" uuid not null, "scopes" text[] not null, "digest" text not null, "created_by" uuid not null, "expires_at" timestamptz(3) null, "last_used_at" timestamptz(3) null, "revoked_at" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "api_key_staff_id_index" on "api_key" ("staff_id");`);

    this.addSql(`alter table "audit_entry" add "api_key_id" uuid null;`);
    this.addSql(`create index "audit_entry_action_index" on "audit_entry" ("action");`);

    this.addSql(
      `alter table "api_key" add constraint "api_key_staff_id_foreign" foreign key ("staff_id") references "staff" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "api_key" cascade;`);

    this.addSql(`drop index "audit_entry_action_index";`);
    this.addSql(`alter table "audit_entry" drop column "api_key_id";`);
  }
}
