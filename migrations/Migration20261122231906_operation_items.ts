import { Migration } from '@mikro-orm/migrations';

export class Migration20261122231906_operation_items extends Migration {
  override name = 'Migration20261122231906_operation_items';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "operation_item" ("id" uuid not null, "operation_id" uuid not null, "index" int not null, "athlete_id" uuid null, "status" text not null, "input" jsonb null, "subject_id" uuid null, "claim" text null, "attempt" int not null, "problem" jsonb null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "operation_item_athlete_id_index" on "operation_item" ("athlete_id");`);
    this.addSql(`create index "operation_item_subject_id_index" on "operation_item" ("subject_id");`);
    this.addSql(`create index "operation_item_claim_index" on "operation_item" ("claim");`);
    this.addSql(
      `alter table "operation_item" add constraint "operation_item_index_unique" unique ("operation_id", "index");`,
    );

    this.addSql(
      `alter table "operation" add "request_digest" text null, add "batch" jsonb null, add "attempt" int not null default 1;`,
    );
    this.addSql(`alter table "operation" alter column "attempt" drop default;`);
    this.addSql(`create index "operation_request_digest_index" on "operation" ("request_digest");`);

    this.addSql(
      `alter table "operation_item" add constraint "operation_item_operation_id_foreign" foreign key ("operation_id") references "operation" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "operation_item" add constraint "operation_item_athlete_id_foreign" foreign key ("athlete_id") references "athlete" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "operation_item" add constraint "operation_item_problem_check" check ((status = 'failed') = (problem is not null));`,
    );
    this.addSql(
      `alter table "operation_item" add constraint "operation_item_index_check" check (index >= 0);`,
    );
    this.addSql(
      `alter table "operation_item" add constraint "operation_item_status_check" check ("status" in ('pending', 'succeeded', 'failed'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "operation_item" cascade;`);

    this.addSql(`drop index "operation_request_digest_index";`);
    this.addSql(
      `alter table "operation" drop column "request_digest", drop column "batch", drop column "attempt";`,
    );
  }
}
