import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { useEngine } from "portcullis/testing";

const chat = useEngine({ template: "template.yaml" }, { before, after });

const tokenOf = async (user) => (await chat.invoke("CreateToken", { user })).result;
const connect = async (user) => chat.connect({ query: { token: await tokenOf(user) } });

test("what somebody says reaches everybody, under the name in their token", async () => {
  const [ada, bob] = [await connect("ada"), await connect("bob")];
  ada.send({ action: "say", text: "Hello" });
  for (const socket of [ada, bob]) assert.deepEqual(await socket.next(), { from: "ada", text: "Hello" });
});

test("nobody comes in without a token, or with one that was changed", async () => {
  const [header, claims] = (await tokenOf("eve")).split(".");
  for (const query of [{}, { token: "ada" }, { token: `${header}.${claims}.${"A".repeat(43)}` }])
    assert.equal((await chat.refusedHandshake({ query })).status, 401);
});
