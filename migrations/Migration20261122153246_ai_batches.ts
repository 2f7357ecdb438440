import { Migration } from '@mikro-orm/migrations';

export class Migration20261122153246_ai_batches extends Migration {
  override name = 'Migration20261122153246_ai_batches';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "ai_batch" ("id" uuid not null, "profile" jsonb not null, "provider_id" text null, "tries" smallint not null, "submitted_at" timestamptz(3) null, "due_at" timestamptz(3) null, "cancelled_at" timestamptz(3) null, "closed_at" timestamptz(3) null, "lease_until" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index ai_batch_open_index on ai_batch (id) where closed_at is null;`);

    this.addSql(
      `create table "ai_batch_item" ("id" uuid not null, "custom_id" text not null, "batch_id" uuid null, "state" text not null, "asked" jsonb null, "task" jsonb not null, "reservation" jsonb null, "earlier" jsonb null, "written" jsonb null, "error" jsonb null, "lease_until" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "ai_batch_item" add constraint "ai_batch_item_custom_id_unique" unique ("custom_id");`,
    );
    this.addSql(`create index "ai_batch_item_batch_id_index" on "ai_batch_item" ("batch_id");`);
    this.addSql(
      `create index ai_batch_item_due_index on ai_batch_item (state, id) where state in ('live', 'written', 'failed');`,
    );

    this.addSql(
      `alter table "ai_batch_item" add constraint "ai_batch_item_batch_id_foreign" foreign key ("batch_id") references "ai_batch" ("id") on delete set null;`,
    );
    this.addSql(
      `alter table "ai_batch_item" add constraint "ai_batch_item_state_check" check ("state" in ('waiting', 'live', 'written', 'failed', 'cancelled'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "ai_batch_item" drop constraint "ai_batch_item_batch_id_foreign";`);

    this.addSql(`drop table if exists "ai_batch" cascade;`);
    this.addSql(`drop table if exists "ai_batch_item" cascade;`);
  }
}
