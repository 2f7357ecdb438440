import type { VersionResponse } from './cascade-response.dto.js';
import type { PlanVersion } from './plan-version.entity.js';
import { keptDates, shownPhases } from './released-weeks.js';
import { compareCascades } from './version-comparison.js';
import type { VersionComparisonResponse } from './version-comparison.dto.js';
import type { RevertResponse } from './revert.dto.js';
import type { RevertView } from './revert.service.js';
import type { VersionPair, VersionView } from './versions.service.js';

export function toVersionHead({
  number,
  reason,
  actorId,
  createdAt,
}: PlanVersion): Omit<VersionResponse, 'phases'> {
  return { number, reason, actorId, createdAt: createdAt.toISOString() };
}

export function toVersionResponse({ version, shown }: VersionView): VersionResponse {
  return { ...toVersionHead(version), phases: shownPhases(version.snapshot.phases, shown) };
}

export function toComparisonResponse({ from, to, shown }: VersionPair): VersionComparisonResponse {
  const [before, after] = [from.snapshot.phases, to.snapshot.phases];
  // A week that is kept back in one of them would seem to be taken away or added by the other.
  const hidden = new Set([...keptDates(before, shown), ...keptDates(after, shown)]);
  const isShown = ({ date }: { date: string }) => !hidden.has(date);
  const { added, removed, changed, weeks } = compareCascades(before, after);
  return {
    from: toVersionHead(from),
    to: toVersionHead(to),
    added: added.filter(isShown),
    removed: removed.filter(isShown),
    changed: changed.filter(isShown),
    weeks,
  };
}

export function toRevertResponse({
  plan,
  revertedTo,
  version,
  restored,
  removed,
  kept,
}: RevertView): RevertResponse {
  return {
    trainingPlanId: plan.id,
    revertedTo,
    version,
    weeksRestored: restored,
    weeksRemoved: removed,
    kept,
  };
}
