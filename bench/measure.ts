import { MEASURES, type Effort } from './measures.js';

// One measurement in a process of its own, so that none finds what another has left: node measure.js NAME EFFORT.
const [name = '', effort = 'full'] = process.argv.slice(2);
const measure = MEASURES[name];
if (!measure || !process.send)
  throw new Error(`Run by bench/run.js with one of ${Object.keys(MEASURES).join(', ')}`);
const figures = await measure(effort as Effort);
process.send(figures);
process.disconnect();
