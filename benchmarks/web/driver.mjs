// One calendar page in headless Chromium: its first month, drops, 24 months turned. Prints one line of JSON.
//   node driver.mjs PEER POSTS CHROMIUM
import { chromium } from 'playwright-core';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const [peer, posts, browserPath] = process.argv.slice(2);
const TURNS = 24, TURNS_MS = 20000, DROPS = 12, STEP_MS = 90000;
const ROOT = new URL('./dist/', import.meta.url).pathname;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

const server = createServer((request, answer) => {
  try {
    const path = new URL(request.url, 'http://localhost').pathname;
    const body = readFileSync(join(ROOT, path));
    answer.writeHead(200, { 'content-type': TYPES[extname(path)] || 'text/plain' });
    answer.end(body);
  } catch {
    answer.writeHead(404);
    answer.end();
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));

// The process that was started with this profile, and all below it.
function tree(profile) {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const read = (pid, name) => { try { return readFileSync(`/proc/${pid}/${name}`, 'utf8'); } catch { return ''; } };
  const above = new Map(numbers.map((pid) => [pid, (read(pid, 'stat').split(') ').at(-1) || '').split(' ')[1]]));
  const found = numbers.filter((pid) => read(pid, 'cmdline').includes(profile) && !read(pid, 'cmdline').includes('--type='));
  for (const pid of found) for (const [child, parent] of above) if (parent === pid && !found.includes(child)) found.push(child);
  return found;
}

// Memory in MiB that the browser's processes hold, what they share counted once.
function memoryMib(profile) {
  const sizes = tree(profile).map((pid) => {
    try { return Number(/Pss:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]); } catch { return 0; }
  });
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

function within(promise, what) {
  let timer;
  const late = new Promise((_done, fail) => { timer = setTimeout(() => fail(new Error(`over ${STEP_MS} ms: ${what}`)), STEP_MS); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const profile = mkdtempSync(join(tmpdir(), 'peer-'));
const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=en-US'];
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: browserPath, headless: true, args, viewport: { width: 1400, height: 1000 },
  env: { ...process.env, TZ: 'UTC' }, timezoneId: 'UTC',
});
const told = { peer, posts: Number(posts), drops: [], turns: [], errors: [] };
try {
  const page = browser.pages()[0] || await browser.newPage();
  page.on('pageerror', (error) => told.errors.push(String(error.message).slice(0, 200)));
  await page.goto(`http://127.0.0.1:${server.address().port}/${peer}.html?n=${posts}&mode=range`);
  told.first = (await within(page.evaluate(() => bench.first()), 'first')).work;
  for (let i = 0; i < DROPS; i++) {
    const at = await page.evaluate((number) => bench.pick(number), i);
    if (!at) break;
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.waitForTimeout(250); // Schedule-X drags what was held for 150 ms
    for (let k = 1; k <= 6; k++) await page.mouse.move(at.x + ((at.tx - at.x) * k) / 6, at.y + ((at.ty - at.y) * k) / 6);
    await page.evaluate(() => bench.arm());
    await page.mouse.up();
    const drop = await within(page.evaluate(() => bench.dropped()), 'drop');
    if (drop.moved === i + 1) told.drops.push(drop.work);
  }
  const walk = await within(page.evaluate(([turns, ms]) => bench.walk(turns, ms), [TURNS, TURNS_MS]), 'walk');
  told.turns = walk.map((turn) => turn.work);
  told.chips = walk.at(-1)?.chips;
  told.memory_mib = memoryMib(profile);
} catch (error) {
  told.errors.push(String(error.message || error).slice(0, 200));
}
await browser.close().catch(() => {});
rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
console.log(JSON.stringify(told));
server.close();
process.exit(0);
