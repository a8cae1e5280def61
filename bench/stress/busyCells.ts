// Cells that never end, of every kind that an interrupt has to stop: busy and waiting, in user code, in callbacks, in Node's
// own code, in native code, in the runtime. Data only.

/** `@` stands for a number that is new each time, `GO` for a print that tells that it is on its way. */
export const busyCells: Readonly<Record<string, string>> = {
  "a loop": "GO; while (true) n++",
  "a loop that catches everything":
    "GO; while (true) { try { n++; JSON.parse('{') } catch { n++ } finally { n++ } }",
  "a loop after an await": "await 0; GO; while (true) n++",
  "a loop after a timer": "await new Promise((r) => setTimeout(r, 3)); GO; while (true) n++",
  "a loop of awaits": "GO; while (true) { await null; n++ }",
  "a loop of awaits in a function":
    "async function go@() { GO; for (;;) { await new Promise((r) => setTimeout(r, 1)); n++ } } await go@()",
  "a loop of awaits in an earlier cell's function": "GO; await naps()",
  "a timer's callback": "setTimeout(() => { GO; while (true) n++ }, 2); await new Promise(() => {})",
  "a timer's callback after its cell": "setTimeout(() => { GO; while (true) n++ }, 2); 5",
  "an interval's callback":
    "const iv@ = setInterval(() => { clearInterval(iv@); GO; while (true) n++ }, 2); await new Promise(() => {})",
  "an immediate's callback": "setImmediate(() => { GO; while (true) n++ }); await new Promise(() => {})",
  "one of many immediates":
    "for (let j = 0; j < 5; j++) setImmediate(() => { if (j == 2) { GO; while (true) n++ } }); await new Promise(() => {})",
  "a loop of immediates":
    "GO; while (true) { await new Promise((r) => setImmediate(r)); for (let j = 0; j < 1e5; j++) n++ }",
  "a microtask": "queueMicrotask(() => { GO; while (true) n++ }); await new Promise(() => {})",
  "a loop of promisified immediates":
    "const si@ = require('util').promisify(setImmediate); for (let j = 0; j < 4; j++) setImmediate(() => n++); GO; while (true) { await si@(); for (let j = 0; j < 1e5; j++) n++ }",
  "a tick": "process.nextTick(() => { GO; while (true) n++ }); await new Promise(() => {})",
  "a loop that piles up ticks":
    "GO; while (true) { for (let j = 0; j < 100; j++) process.nextTick(() => n++); await null }",
  "a file system's callback":
    "require('fs').stat('.', () => { GO; while (true) n++ }); await new Promise(() => {})",
  "a loop of file system promises":
    "const fp@ = require('fs/promises'); GO; while (true) { await fp@.stat('.'); n++ }",
  "Atomics.wait": "GO; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
  "a regular expression": "GO; /^(a+)+$/.test('a'.repeat(60) + 'b')",
  "a promise that never settles": "GO; await new Promise(() => {})",
  "a generator": "GO; for (const x of (function* () { while (true) yield n++ })()) n++",
  "an async generator": "GO; for await (const x of (async function* () { while (true) yield n++ })()) n++",
  "an imported loop": "const im@ = await import('./busy.ts'); GO; im@.spin()",
  "an imported loop after an await": "const im@ = await import('./busy.ts'); GO; await im@.spinAsync()",
  "library code":
    "GO; while (true) { Buffer.alloc(1000).toString('base64'); JSON.stringify({ a: [1, 2, 3] }); n++ }",
  "a loop of prints": "GO; while (true) console.log('x')",
  "a loop of writes": "GO; while (true) { process.stdout.write('y'); await null }",
  "a loop of displays": "GO; while (true) { display({ n }); await new Promise((r) => setTimeout(r, 1)) }",
  "a loop of timer calls":
    "GO; for (let j = 0; ; j++) { clearTimeout(setTimeout(() => {}, 1e6 + (j % 7))); n++ }",
  "a pile of timers":
    "GO; for (let j = 0; ; j++) { setTimeout(() => {}, 30 + (j % 50)); if (j > 2e4) { j = 0; await new Promise((r) => setTimeout(r, 1)) } }",
  "a loop of rejections": "GO; while (true) { await Promise.reject(1).catch(() => n++) }",
  "a loop of caught rejections": "GO; for (;;) { try { await Promise.reject(1) } catch { n++ } }",
  "a chain of rejections":
    "const again@ = () => void Promise.reject(1).catch(() => { n++; again@() }); GO; again@(); await new Promise(() => {})",
  "a loop of throws in async functions":
    "async function fails@() { throw 1 } GO; for (;;) { try { await fails@() } catch { n++ } }",
  "an event's listener":
    "const em@ = new (require('events'))(); em@.on('x', () => { while (true) n++ }); GO; em@.emit('x')",
  "one of several promises":
    "await Promise.all([1, 2, 3].map(async (v) => { await null; if (v == 2) { GO; while (true) n++ } }))",
  "a getter": "class Q@ { get x() { while (true) n++ } }; GO; new Q@().x",
  "a child process that is waited for": "GO; require('child_process').execSync('sleep 30')",
  "a child process that leaves another one behind":
    "GO; require('child_process').execSync('sleep 30 & exit')",
  "a child process of several commands":
    "GO; require('child_process').execSync('while :; do sleep 0.01; done | sleep 30')",
  "a child process that is awaited":
    "GO; await new Promise((r) => require('child_process').spawn('sleep', ['30']).on('exit', r))",
  "a magic's program": "%%sh\necho go @; sleep 30",
  "a question to the user": "GO; await input('?')",
  "a loop of tensors": "GO; for (;;) { (await randn([64, 64]).matmul(randn([64, 64])).sum().item()); n++ }",
  "a loop of tensors without an await": "GO; for (;;) { w = w.matmul(w).tanh(); n++ }",
  training: "GO; await fit(net, { x, y }, { epochs: 1e9, plot: false, verbose: false })",
};

/** The cell that they all count on. */
export const firstCell = `
import { fit, nn, randn } from "cellgrad";
let n = 0;
const first = 42;
function keep() { return first + 1 }
async function naps() { for (;;) { await new Promise((r) => setTimeout(r, 1)); n++ } }
let w: any = randn([32, 32]);
const x = randn([64, 4]);
const y = x.sum(1, true);
const net = new nn.Linear(4, 1);`;

/** Timers, immediates, the thread pool, prints, old and new variables: what has to work after each interrupt. */
export const healthyCell = (own: string): string =>
  `await new Promise((r) => setTimeout(() => setImmediate(() => require("fs").stat(".", r)), 1)); console.log("healthy"); { const was = n; await new Promise((r) => setTimeout(r, 8)); if (n !== was) console.log("goes on") }; typeof ${own} + keep() + first`;

/** The file that is imported. */
export const busyFile = `
export function spin() { let n = 0; while (true) n++ }
export async function spinAsync() { await null; spin() }
`;
