/** How a plan looks on paper: weeks stay whole, and ink is saved. */
export const PRINT_STYLE = `
body { font: 14px/1.4 system-ui, sans-serif; color: #111; max-width: 60em; margin: 2em auto; padding: 0 1em; }
h1 { margin: 0; }
h2 { font-size: 1em; margin: 1.5em 0 0.3em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3em 0.6em; border-top: 1px solid #ccc; }
th { font-weight: normal; white-space: nowrap; width: 7em; }
td:nth-child(2) { width: 11em; }
.rest { color: #666; }
.race { font-weight: bold; }
.risk { border: 2px solid #b00; padding: 0.5em; }
@page { margin: 1.5cm; }
@media print {
  body { font-size: 10pt; margin: 0; padding: 0; max-width: none; }
  section { break-inside: avoid; }
}
`;
