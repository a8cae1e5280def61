// The request table: names derived, fields read with their defaults, wrong ones named; and counting in code points.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toCodePoints, toUtf16 } from "./codePoints.ts";
import { readFields } from "./fields.ts";
import { childOf, createMessage, createSession } from "./message.ts";
import { replyType, requests } from "./requests.ts";

describe("requests", () => {
  it("derive a reply's name from the request's", () => {
    assert.equal(replyType("execute_request"), "execute_reply");
    assert.equal(replyType("comm_open"), undefined);
  });

  it("fill in the defaults of the specification", () => {
    const { fields } = requests.execute_request;
    assert.deepEqual(readFields(fields, { code: "1", unknown: 1 }, "execute_request"), {
      code: "1",
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
  });

  it("name a field of the wrong kind", () => {
    const read = (content: object) => () =>
      readFields(requests.complete_request.fields, content as never, "complete_request");
    assert.throws(read({ code: 1, cursor_pos: 0 }), {
      name: "ProtocolError",
      message: "complete_request: code: wanted and got differ: a string and 1",
    });
    assert.throws(read({ code: "" }), {
      message: /cursor_pos: wanted and got differ: an integer and nothing/,
    });
  });
});

describe("childOf", () => {
  it("carries its request's header", () => {
    const session = createSession("kernel");
    const request = createMessage(createSession("client"), "execute_request", {});
    const reply = childOf(request, session, "execute_reply", { status: "ok" });
    assert.deepEqual(reply.parent_header, request.header);
    assert.equal(reply.header.session, session.id);
    assert.notEqual(reply.header.msg_id, request.header.msg_id);
  });
});

describe("code points", () => {
  it("count an emoji as one where JavaScript counts two", () => {
    const text = "a😀b";
    assert.deepEqual(
      [0, 1, 2, 3, 9].map((count) => toUtf16(text, count)),
      [0, 1, 3, 4, 4],
    );
    assert.deepEqual(
      [0, 1, 3, 4].map((offset) => toCodePoints(text, offset)),
      [0, 1, 2, 3],
    );
  });
});
