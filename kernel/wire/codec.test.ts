// The bytes of messages, and what becomes of bytes that are no message.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMessage, createSession } from "../protocol/message.ts";
import { decode, encode } from "./codec.ts";
import { createSigner } from "./signer.ts";

const session = createSession("tester");
const signer = () => createSigner("secret");
const peer = Buffer.from("peer");

function problemOf(frames: Uint8Array[]): string {
  const decoded = decode(frames, signer());
  assert.ok("problem" in decoded, "a broken message must not be read");
  return decoded.problem;
}

/** A message with its parts replaced after signing, then signed again: well signed, badly made. */
function signed(parts: string[]): Uint8Array[] {
  const bytes = parts.map((part) => Buffer.from(part));
  return [Buffer.from("<IDS|MSG>"), Buffer.from(signer().sign(bytes)), ...bytes];
}

describe("codec", () => {
  it("reads back what it wrote, identities and buffers too", () => {
    const message = createMessage(session, "comm_msg", { data: "ä😀" }, { buffers: [Buffer.from([0, 255])] });
    const decoded = decode(encode(message, [peer], signer()), signer());
    assert.ok(!("problem" in decoded));
    assert.deepEqual(decoded.identities, [peer]);
    assert.deepEqual(decoded.message, message);
  });

  it("signs with HMAC-SHA256 over the four parts in order", () => {
    const signature = createSigner("key").sign(
      ["The ", "quick brown fox ", "jumps over the ", "lazy dog"].map((s) => Buffer.from(s)),
    );
    assert.equal(signature, "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
  });

  it("refuses another key's signature", () => {
    const frames = encode(createMessage(session, "execute_request", {}), [], createSigner("wrong"));
    assert.equal(problemOf(frames), "wrong signature");
  });

  it("refuses content that was changed after signing", () => {
    const frames = encode(createMessage(session, "execute_request", { code: "1" }), [], signer());
    frames[5] = Buffer.from('{"code":"2"}');
    assert.equal(problemOf(frames), "wrong signature");
  });

  it("refuses a message that comes a second time", () => {
    const once = signer();
    const frames = encode(createMessage(session, "execute_request", {}), [], once);
    assert.ok("message" in decode(frames, once));
    assert.deepEqual(decode(frames, once), { problem: "replayed signature" });
  });

  it("neither signs nor checks when the connection has no key", () => {
    const open = createSigner("");
    const frames = encode(createMessage(session, "execute_request", {}), [], open);
    assert.equal(frames[1]!.length, 0);
    assert.ok("message" in decode(frames, open));
  });

  it("says what is wrong with bytes that are no message", () => {
    assert.equal(problemOf([]), "no <IDS|MSG> delimiter");
    assert.equal(problemOf([Buffer.from("hello")]), "no <IDS|MSG> delimiter");
    assert.equal(problemOf([Buffer.from("<IDS|MSG>")]), "fewer than four parts after the signature");
    assert.equal(problemOf(signed(["not JSON", "{}", "{}", "{}"])), "the header is not a header");
    assert.equal(problemOf(signed(["null", "{}", "{}", "{}"])), "the header is not a header");
    assert.equal(problemOf(signed(['{"msg_id":1}', "{}", "{}", "{}"])), "the header is not a header");
    const header = JSON.stringify(createMessage(session, "x", {}).header);
    assert.equal(
      problemOf(signed([header, "{}", "{}", "[]"])),
      "parent, metadata or content is not a JSON object",
    );
    const long = JSON.stringify({ ...JSON.parse(header), more: "x".repeat(70_000) });
    assert.equal(
      problemOf(signed([long, "{}", "{}", "{}"])),
      `the header has ${long.length} bytes: at most 65536 are read`,
    );
  });
});
