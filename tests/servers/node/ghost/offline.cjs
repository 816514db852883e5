// Loaded before Ghost: whoever is not on this computer is not there, and who was asked for stands in the log.
// (Of the codes that mean so, this one is not tried again after a pause.)
"use strict";

const dns = require("node:dns");
const net = require("node:net");

const LOOPBACK = /^(localhost|::1|127\.\d+\.\d+\.\d+)$/;

function refusal(host) {
  console.error(`asked outside: ${host}`);
  return Object.assign(new Error(`the tests have no way to ${host}`), { code: "EHOSTUNREACH" });
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const [wish] = net._normalizeArgs(Array.isArray(given[0]) ? given[0] : given);
  const host = wish.path ? "localhost" : (wish.host ?? "localhost");
  if (LOOPBACK.test(host)) return connect.apply(this, given);
  process.nextTick(() => this.destroy(refusal(host)));
  return this;
};

function onlyHere(lookup) {
  return (name, ...rest) => {
    if (LOOPBACK.test(name)) return lookup(name, ...rest);
    const error = refusal(name);
    const done = rest.at(-1);
    if (typeof done !== "function") return Promise.reject(error);
    process.nextTick(() => done(error));
  };
}

dns.lookup = onlyHere(dns.lookup);
dns.promises.lookup = onlyHere(dns.promises.lookup);
