import { Migration } from '@mikro-orm/migrations';

export class Migration20261122204846_audit_request_id extends Migration {
  override name = 'Migration20261122204846_audit_request_id';

  override up(): void | Promise<void> {
    this.addSql(`alter table "audit_entry" add "request_id" text null;`);

    // In its place: other triggers use it, too.
    this.addSql(
      `create or replace function "audit_entry_audit_entry_append_only_fn"() returns trigger as \$\$ begin if tg_op = 'UPDATE' then if current_setting('gofast.audit_erasure', true) = 'on' and new.detail = '{}' and (new.address is null or new.address = old.address) and (new.user_agent is null or new.user_agent = old.user_agent) and (new.request_id is null or new.request_id = old.request_id) and (new.id, new.at, new.actor_id, new.api_key_id, new.action, new.subject_type, new.subject_id) is not distinct from (old.id, old.at, old.actor_id, old.api_key_id, old.action, old.subject_type, old.subject_id) then return new; end if; elsif tg_op = 'DELETE' then if old.at < nullif(current_setting('gofast.audit_kept_from', true), '')::timestamptz then return old; end if; end if; raise exception 'an audit entry cannot be changed' using errcode = 'restrict_violation'; return null; end; \$\$ language plpgsql;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `create or replace function "audit_entry_audit_entry_append_only_fn"() returns trigger as \$\$ begin if tg_op = 'UPDATE' then if current_setting('gofast.audit_erasure', true) = 'on' and new.detail = '{}' and (new.address is null or new.address = old.address) and (new.user_agent is null or new.user_agent = old.user_agent) and (new.id, new.at, new.actor_id, new.api_key_id, new.action, new.subject_type, new.subject_id) is not distinct from (old.id, old.at, old.actor_id, old.api_key_id, old.action, old.subject_type, old.subject_id) then return new; end if; elsif tg_op = 'DELETE' then if old.at < nullif(current_setting('gofast.audit_kept_from', true), '')::timestamptz then return old; end if; end if; raise exception 'an audit entry cannot be changed' using errcode = 'restrict_violation'; return null; end; \$\$ language plpgsql;`,
    );

    this.addSql(`alter table "audit_entry" drop column "request_id";`);
  }
}
