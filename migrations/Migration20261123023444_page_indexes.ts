import { Migration } from '@mikro-orm/migrations';

export class Migration20261123023444_page_indexes extends Migration {
  override name = 'Migration20261123023444_page_indexes';

  override up(): void | Promise<void> {
    this.addSql(`drop index "audit_entry_actor_id_index";`);
    this.addSql(`drop index "audit_entry_action_index";`);
    this.addSql(`drop index "audit_entry_subject_index";`);
    this.addSql(`create index "audit_entry_actor_index" on "audit_entry" ("actor_id", "id");`);
    this.addSql(
      `create index "audit_entry_api_key_index" on "audit_entry" ("api_key_id", "id") where api_key_id is not null;`,
    );
    this.addSql(`create index "audit_entry_action_index" on "audit_entry" ("action", "id");`);
    this.addSql(
      `create index "audit_entry_subject_index" on "audit_entry" ("subject_type", "subject_id", "id");`,
    );

    this.addSql(`create index "athlete_time_zone_index" on "athlete" ("time_zone");`);

    this.addSql(`create index "training_plan_status_index" on "training_plan" ("status", "id");`);
    this.addSql(`create index "training_plan_start_date_index" on "training_plan" ("start_date");`);
    this.addSql(
      `create index "training_plan_at_risk_index" on "training_plan" ("id") where status = 'active' and (realism = 'unrealistic' or readiness = 'not_ready' or warnings @> '[{"code": "goal.at_risk"}]');`,
    );

    this.addSql(
      `create index "generation_failed_plan_index" on "generation" ("plan_id") where state = 'failed';`,
    );

    this.addSql(`drop index "training_plan_week_plan_id_index";`);
    this.addSql(
      `create index "training_plan_week_start_index" on "training_plan_week" ("start_date", "plan_id");`,
    );
    this.addSql(
      `create index "training_plan_week_fallback_index" on "training_plan_week" ("plan_id", "start_date") where author = 'built-in-coach' and provenance @@ '\$.fallbackReason != null && \$.fallbackReason != "consent: declined"';`,
    );
    this.addSql(
      `create index "training_plan_week_kept_index" on "training_plan_week" ("plan_id", "start_date") where notes @> '[{"code": "edit.kept"}]';`,
    );

    this.addSql(
      `create index "webhook_delivery_undelivered_index" on "webhook_delivery" ("webhook_id", "state", "id") where state <> 'delivered';`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "athlete_time_zone_index";`);

    this.addSql(`drop index "audit_entry_actor_index";`);
    this.addSql(`drop index "audit_entry_api_key_index";`);
    this.addSql(`drop index "audit_entry_action_index";`);
    this.addSql(`drop index "audit_entry_subject_index";`);
    this.addSql(`create index "audit_entry_actor_id_index" on "audit_entry" ("actor_id");`);
    this.addSql(`create index "audit_entry_action_index" on "audit_entry" ("action");`);
    this.addSql(`create index "audit_entry_subject_index" on "audit_entry" ("subject_type", "subject_id");`);

    this.addSql(`drop index "generation_failed_plan_index";`);

    this.addSql(`drop index "training_plan_status_index";`);
    this.addSql(`drop index "training_plan_start_date_index";`);
    this.addSql(`drop index "training_plan_at_risk_index";`);

    this.addSql(`drop index "training_plan_week_start_index";`);
    this.addSql(`drop index "training_plan_week_fallback_index";`);
    this.addSql(`drop index "training_plan_week_kept_index";`);
    this.addSql(`create index "training_plan_week_plan_id_index" on "training_plan_week" ("plan_id");`);

    this.addSql(`drop index "webhook_delivery_undelivered_index";`);
  }
}
