// A worker in JavaScript: reads lines "OPERATION COUNT SIZE PATH", runs the operation COUNT times and answers with the nanoseconds
// that took: elapsed, and of processor time.
//
//     peer.js PACKAGE    write-file-atomic, atomically or proper-lockfile
'use strict';
const readline = require('node:readline');

const packages = {
  'write-file-atomic': () => {
    const { sync } = require('write-file-atomic');
    return { write: (path, data) => sync(path, data) };
  },
  atomically: async () => {
    const { writeFileSync } = await import('atomically');
    return { write: (path, data) => writeFileSync(path, data, { fsyncWait: true }) };
  },
  'proper-lockfile': () => {
    const lockfile = require('proper-lockfile');
    // A folder path + ".lock"; whoever meets it asks again, as soon as the package allows.
    const options = { realpath: false, retries: { retries: 100000, factor: 1, minTimeout: 1, maxTimeout: 1 } };
    return {
      lock: async (path) => {
        const release = await lockfile.lock(path, options);
        await release();
      },
    };
  },
};

async function main() {
  const operations = await packages[process.argv[2]]();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [operation, count, size, path] = line.split(' ');
    const run = operations[operation];
    const data = Buffer.alloc(Number(size), 'a');
    const start = process.hrtime.bigint();
    const cpu = process.cpuUsage();
    for (let i = 0; i < Number(count); i++) {
      const pending = run(path, data);
      if (pending) await pending;
    }
    const elapsed = process.hrtime.bigint() - start;
    const { user, system } = process.cpuUsage(cpu);
    console.log(`${elapsed} ${(user + system) * 1000}`);
  }
}

main().catch((error) => {
  console.log(`error ${error.message}`);
  process.exit(1);
});
