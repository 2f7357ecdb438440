import { Migration } from '@mikro-orm/migrations';

export class Migration20261122195952_audit_log_kept extends Migration {
  override name = 'Migration20261122195952_audit_log_kept';

  override up(): void | Promise<void> {
    // The function of the trigger that refuses changes row by row says what there is to say.
    this.addSql(
      `create trigger "audit_entry_never_emptied" before truncate on "audit_entry" for each statement execute function "audit_entry_audit_entry_append_only_fn"();`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop trigger if exists "audit_entry_never_emptied" on "audit_entry";`);
  }
}
