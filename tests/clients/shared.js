'use strict';
// What the three scripts share: arguments, a book of thirty lines, and the final line of JSON that the test reads.

const [rest, ws, apiKey, secret] = process.argv.slice(2);

class Book {
  constructor() { this.bids = new Map(); this.asks = new Map(); this.buffer = []; this.id = 0; this.applied = 0; }
  set(side, levels) {
    for (const [price, size] of levels) {
      if (Number(size) === 0) side.delete(price); else side.set(price, size);
    }
  }
  snapshot(s) {
    this.set(this.bids, s.bids);
    this.set(this.asks, s.asks);
    this.id = s.lastUpdateId;
    const waiting = this.buffer.filter(d => d.u >= s.lastUpdateId);
    this.buffer = null;
    this.first = true;
    for (const d of waiting) this.diff(d);
  }
  diff(d) {
    if (this.buffer) { this.buffer.push(d); return; }
    if (d.u < this.id) return;
    const fits = this.first ? (d.U <= this.id && this.id <= d.u) || d.pu === this.id : d.pu === this.id;
    if (!fits) throw new Error(`broken chain: pu ${d.pu}, book ${this.id}`);
    this.first = false;
    this.set(this.bids, d.b);
    this.set(this.asks, d.a);
    this.id = d.u;
    this.applied++;
  }
  top(count) { return { id: this.id, bids: sorted(this.bids, -1).slice(0, count), asks: sorted(this.asks, 1).slice(0, count) }; }
}

const sorted = (side, sign) => [...side].sort((x, y) => sign * (Number(x[0]) - Number(y[0])));

function waitFor(what, holds, millis = 20000) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const timer = setInterval(() => {
      if (holds()) { clearInterval(timer); resolve(); }
      else if (Date.now() - started > millis) { clearInterval(timer); reject(new Error(`never happened: ${what}`)); }
    }, 5);
  });
}

function finish(result) {
  process.stdout.write(JSON.stringify(result) + '\n', () => process.exit(0));
}

function run(main) {
  main().then(finish, error => { console.error(error); process.exit(1); });
}

module.exports = { rest, ws, apiKey, secret, Book, waitFor, run };
