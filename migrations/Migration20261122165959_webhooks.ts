import { Migration } from '@mikro-orm/migrations';

export class Migration20261122165959_webhooks extends Migration {
  override name = 'Migration20261122165959_webhooks';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "webhook" ("id" uuid not null, "url" text not null, "description" text null, "event_types" jsonb not null, "secret" text not null, "state" text not null, "disabled_reason" text null, "disabled_at" timestamptz(3) null, "failing_since" timestamptz(3) null, "consecutive_failures" int not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );

    this.addSql(
      `create table "webhook_delivery" ("id" uuid not null, "webhook_id" uuid not null, "message_id" text not null, "type" text not null, "payload" text not null, "state" text not null, "attempts" int not null, "round" int not null, "next_attempt_at" timestamptz(3) null default now(), "last_status" int null, "last_error" text null, "last_duration_ms" int null, "delivered_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "webhook_delivery_list_index" on "webhook_delivery" ("webhook_id", "id");`);
    this.addSql(
      `create index "webhook_delivery_due_index" on "webhook_delivery" ("next_attempt_at") where state = 'pending';`,
    );
    this.addSql(
      `create index "webhook_delivery_ended_index" on "webhook_delivery" ("updated_at") where state <> 'pending';`,
    );
    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_message_unique" unique ("message_id", "webhook_id");`,
    );

    this.addSql(
      `alter table "webhook" add constraint "webhook_disabled_check" check ((state = 'disabled') = (disabled_at is not null and disabled_reason is not null));`,
    );
    this.addSql(
      `alter table "webhook" add constraint "webhook_state_check" check ("state" in ('enabled', 'disabled'));`,
    );

    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_webhook_id_foreign" foreign key ("webhook_id") references "webhook" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_due_check" check ((state = 'pending') = (next_attempt_at is not null));`,
    );
    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_delivered_check" check (state <> 'delivered' or delivered_at is not null);`,
    );
    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_state_check" check ("state" in ('pending', 'delivered', 'failed', 'cancelled'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "webhook_delivery" drop constraint "webhook_delivery_webhook_id_foreign";`);

    this.addSql(`drop table if exists "webhook" cascade;`);
    this.addSql(`drop table if exists "webhook_delivery" cascade;`);
  }
}
