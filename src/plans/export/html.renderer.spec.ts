import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { anExportedPlan } from '../../../test/support/exported-plans.js';
import type { ExportedPlan } from './exported-plan.js';
import { renderHtml } from './html.renderer.js';

const pageOf = (plan: ExportedPlan): string => renderHtml(plan).body;

/** Rows of the page as a reader sees them. */
function rowsOf(plan: ExportedPlan): string[][] {
  return [...pageOf(plan).matchAll(/<tr class="\w+">(.*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replaceAll('<br>', '\n')),
  );
}

/** One day of a plan, with these values. */
function aPlanOf(day: object, changes: Partial<ExportedPlan> = {}): ExportedPlan {
  const plan = anExportedPlan(changes);
  const [week] = plan.weeks;
  return { ...plan, weeks: [{ ...week!, days: [{ ...week!.days[1]!, ...day }] }] };
}

const TEMPO = {
  date: '2026-11-24',
  dayNumber: 2,
  workoutType: 'tempo',
  miles: 6,
  outsidePlan: false,
  warmup: [{ lapIndex: 1, distanceMiles: 1, paceGoal: null }],
  workout: [{ lapIndex: 1, distanceMiles: 4, paceGoal: '8:00' }],
  cooldown: [{ lapIndex: 1, distanceMiles: 1, paceGoal: null }],
  notes: 'Hold it.',
};

describe('a page to print', () => {
  it('says of each day what is run, in the units of the reader', () => {
    expect(rowsOf(aPlanOf(TEMPO))).toEqual([
      [
        'Tue 24 Nov',
        'Tempo, 6 mi',
        'Warm-up: 1 mi by feel\nRun: 4 mi at 8:00\nCool-down: 1 mi by feel\nHold it.',
      ],
    ]);
    const metric = aPlanOf(TEMPO, { units: 'km' });
    expect(rowsOf(metric)[0]?.[2]).toContain('Run: 6.44 km at 4:58');
    expect(pageOf(metric)).toContain('Paces are per kilometre');
  });

  it('has every day of the plan, and none before it begins', () => {
    const plan = anExportedPlan();
    const days = plan.weeks.flatMap((week) => week.days);
    expect(rowsOf(plan)).toHaveLength(days.filter(({ outsidePlan }) => !outsidePlan).length);
    expect(rowsOf(aPlanOf({ outsidePlan: true }))).toEqual([]);
    const held = { ...plan, weeks: [{ ...plan.weeks[0]!, days: [] }] };
    expect(pageOf(held)).toContain('A coach reviews this week first.');
  });

  it('warns of a plan that does not prepare for its race', () => {
    expect(pageOf(anExportedPlan())).not.toContain('class="risk"');
    expect(pageOf(anExportedPlan({ risk: 'Not ready.' }))).toContain('<p class="risk">Not ready.</p>');
  });

  it('takes whatever people and models wrote for text', () => {
    const evil = `</title></style><script>alert("1")</script><img src=x onerror='alert(1)'>&amp;`;
    const race = { ...anExportedPlan().race!, name: evil };
    const page = pageOf(aPlanOf({ ...TEMPO, notes: evil }, { name: evil, athlete: evil, race, risk: evil }));
    const plain = pageOf(aPlanOf(TEMPO, { name: 'x', athlete: 'x', risk: 'x' }));
    const tags = (html: string) => [...html.matchAll(/<\/?[a-z][^>]*>/g)].map(([tag]) => tag);
    expect(tags(page)).toEqual(tags(plain));
    expect(page.split('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')).toHaveLength(7);
    expect(page).toContain('&amp;amp;');
  });

  it('may run nothing and fetch nothing, by a policy that lets its own style in', () => {
    const { body, headers } = renderHtml(anExportedPlan());
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(body) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
    expect(headers).toEqual({ 'content-security-policy': `${policy}; frame-ancestors 'none'` });
    expect(body).toContain(`<meta http-equiv="Content-Security-Policy" content="${policy}">`);
    expect(body).not.toMatch(/<script|<link|<img|style=|https?:/);
    expect(style).toContain('@media print');
  });
});
