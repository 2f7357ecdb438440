import { createHash } from 'node:crypto';
import { DAY_LABELS, longDate, PHASE_LABELS, shortDate } from '../../coaching/labels.js';
import { distanceIn } from '../../coaching/units.js';
import type { ExportedDay, ExportedPlan, ExportedWeek, RenderedExport } from './exported-plan.js';
import { PRINT_STYLE } from './html.style.js';
import { dayTitle, insteadLine, sessionLines } from './session-words.js';

/** All that the page may do is look like it does: its one style is known by its digest. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PRINT_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The plan as a page to print: it needs nothing from anywhere, and holds nothing that runs. */
export function renderHtml(plan: ExportedPlan): RenderedExport {
  const { name, weeks } = plan;
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${text(name)}</title>
<style>${PRINT_STYLE}</style>
</head>
<body>
${headOf(plan)}
${weeks.map((week) => weekOf(plan, week)).join('\n')}
</body>
</html>
`;
  const headers = { 'content-security-policy': `${POLICY}; frame-ancestors 'none'` };
  return { body, mediaType: 'text/html; charset=utf-8', headers };
}

function headOf({ name, athlete, race, goalTime, units, risk }: ExportedPlan): string {
  const facts = [
    athlete,
    race && `${race.name}, ${distanceIn(race.miles, units)} ${units}, ${longDate(race.date)}`,
    goalTime && `Goal ${goalTime}`,
    `Paces are per ${units === 'mi' ? 'mile' : 'kilometre'}`,
  ];
  return `<header>
<h1>${text(name)}</h1>
<p>${facts
    .filter((fact) => fact !== null)
    .map(text)
    .join('<br>')}</p>${risk === null ? '' : `\n<p class="risk">${text(risk)}</p>`}
</header>`;
}

function weekOf(plan: ExportedPlan, week: ExportedWeek): string {
  const { units } = plan;
  const { weekNumber, phase, startDate, endDate, miles, days } = week;
  const rows = days.filter(({ outsidePlan }) => !outsidePlan).map((day) => rowOf(plan, day));
  const head =
    `Week ${weekNumber} · ${PHASE_LABELS[phase]} · ${shortDate(startDate)} – ${longDate(endDate)}` +
    (days.length > 0 ? ` · ${distanceIn(miles, units)} ${units}` : '');
  return `<section>
<h2>${text(head)}</h2>
${days.length > 0 ? `<table>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>` : '<p>A coach reviews this week first.</p>'}
</section>`;
}

function rowOf(plan: ExportedPlan, day: ExportedDay): string {
  const { units } = plan;
  const { date, dayNumber, workoutType, notes } = day;
  const lines = [...sessionLines(day, units), notes, insteadLine(day, units)];
  return `<tr class="${workoutType}"><th scope="row">${text(`${DAY_LABELS[dayNumber]} ${shortDate(date)}`)}</th><td>${text(
    dayTitle(plan, day),
  )}</td><td>${lines
    .filter((line) => line !== '')
    .map(text)
    .join('<br>')}</td></tr>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What people and models wrote, as text of the page. */
function text(value: string): string {
  return value.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
