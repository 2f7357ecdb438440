import { Migration } from '@mikro-orm/migrations';

export class Migration20261122172208_sessions extends Migration {
  override name = 'Migration20261122172208_sessions';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "staff_session" ("id" uuid not null, "staff_id" uuid not null, "expires_at" timestamptz(3) not null default (now() + '30 days'::interval), "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "staff_session_staff_id_index" on "staff_session" ("staff_id");`);
    this.addSql(`create index "staff_session_expires_at_index" on "staff_session" ("expires_at");`);

    this.addSql(
      `create table "refresh_token" ("id" uuid not null, "session_id" uuid not null, "digest" text not null, "used_at" timestamptz(3) null, "used_by" text null, "answer" text null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "refresh_token_session_id_index" on "refresh_token" ("session_id");`);
    this.addSql(
      `alter table "refresh_token" add constraint "refresh_token_digest_unique" unique ("digest");`,
    );
    this.addSql(
      `create index "refresh_token_answer_index" on "refresh_token" ("used_at") where answer is not null;`,
    );

    this.addSql(`alter table "audit_entry" add "user_agent" text null;`);

    this.addSql(
      `alter table "staff_session" add constraint "staff_session_staff_id_foreign" foreign key ("staff_id") references "staff" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "refresh_token" add constraint "refresh_token_session_id_foreign" foreign key ("session_id") references "staff_session" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "refresh_token" add constraint "refresh_token_used_check" check ((used_at is null) = (used_by is null));`,
    );
    this.addSql(
      `alter table "refresh_token" add constraint "refresh_token_answer_check" check (answer is null or used_at is not null);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "refresh_token" drop constraint "refresh_token_session_id_foreign";`);

    this.addSql(`drop table if exists "staff_session" cascade;`);
    this.addSql(`drop table if exists "refresh_token" cascade;`);

    this.addSql(`alter table "audit_entry" drop column "user_agent";`);
  }
}
