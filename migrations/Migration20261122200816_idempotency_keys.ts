import { Migration } from '@mikro-orm/migrations';

export class Migration20261122200816_idempotency_keys extends Migration {
  override name = 'Migration20261122200816_idempotency_keys';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "idempotency_key" ("id" uuid not null, "digest" text not null, "request_digest" text not null, "lease_until" timestamptz(3) null default (now() + '00:00:15'::interval), "status" smallint null, "headers" jsonb null, "body" text null, "expires_at" timestamptz(3) not null default (now() + '24:00:00'::interval), primary key ("id"));`,
    );
    this.addSql(
      `alter table "idempotency_key" add constraint "idempotency_key_digest_unique" unique ("digest");`,
    );
    this.addSql(`create index "idempotency_key_expires_at_index" on "idempotency_key" ("expires_at");`);

    this.addSql(
      `alter table "idempotency_key" add constraint "idempotency_key_lease_check" check ((status is null) = (lease_until is not null));`,
    );
    this.addSql(
      `alter table "idempotency_key" add constraint "idempotency_key_headers_check" check (headers is null or status is not null);`,
    );
    this.addSql(
      `alter table "idempotency_key" add constraint "idempotency_key_body_check" check (body is null or headers is not null);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "idempotency_key" cascade;`);
  }
}
