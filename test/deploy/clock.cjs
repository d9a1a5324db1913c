/**
 * Loaded into every process of the deploy test that runs on Node, the functions included: moves its clock by the
 * milliseconds in a file, which is read again every few milliseconds. Names under `localhost` are this machine, as
 * RFC 6761 has it and not every resolver: a function finds the API of its own stack by such a name.
 */
const dns = require('node:dns');
const { readFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

const FILE = process.env.CLOCK_FILE;
const READ_EVERY_MS = 20;
const RealDate = Date;
let offsetMs = 0;
let readAt = -Infinity;

function now() {
  if (performance.now() - readAt > READ_EVERY_MS) {
    readAt = performance.now();
    offsetMs = Number(readFileSync(FILE, 'utf8'));
  }
  return RealDate.now() + offsetMs;
}

globalThis.Date = class TravelingDate extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }

  static now() {
    return now();
  }
};

const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(host.endsWith('.localhost') ? '127.0.0.1' : host, ...rest);
