import { Migration } from '@mikro-orm/migrations';

export class Migration20261122145138_ai_routes extends Migration {
  override name = 'Migration20261122145138_ai_routes';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "ai_route" ("id" uuid not null, "version" int not null, "routing" jsonb not null, "actor_id" uuid not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "ai_route" add constraint "ai_route_version_unique" unique ("version");`);

    this.addSql(`alter table "ai_route" add constraint "ai_route_version_check" check (version > 0);`);
    this.addSql(
      `create or replace function "ai_route_ai_route_append_only_fn"() returns trigger as \$\$ begin raise exception 'a version of the routes cannot be changed' using errcode = 'restrict_violation'; return null; end; \$\$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "ai_route_append_only" BEFORE UPDATE OR DELETE on "ai_route" for each ROW execute function "ai_route_ai_route_append_only_fn"();`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop trigger if exists "ai_route_append_only" on "ai_route";`);
    this.addSql(`drop function if exists "ai_route_ai_route_append_only_fn"();`);
    this.addSql(`drop table if exists "ai_route" cascade;`);
  }
}
