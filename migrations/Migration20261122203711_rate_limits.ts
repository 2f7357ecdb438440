import { Migration } from '@mikro-orm/migrations';

export class Migration20261122203711_rate_limits extends Migration {
  override name = 'Migration20261122203711_rate_limits';

  override up(): void | Promise<void> {
    this.addSql(
      `create unlogged table "rate_limit_count" ("key" text not null, "taken" int not null, "ends_at" timestamptz(3) not null, primary key ("key"));`,
    );
    this.addSql(`create index "rate_limit_count_ends_at_index" on "rate_limit_count" ("ends_at");`);

    this.addSql(
      `alter table "rate_limit_count" add constraint "rate_limit_count_taken_check" check (taken > 0);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "rate_limit_count" cascade;`);
  }
}
