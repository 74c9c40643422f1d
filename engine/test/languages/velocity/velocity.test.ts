import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBody } from "../../../src/languages/selection-expression/index.ts";
import { compileVelocity, type UnknownMethod } from "../../../src/languages/velocity/compile.ts";
// Templates and what Velocity 1.7 makes of them, with json-smart's values behind $input; null: it fails.
import rows from "./velocity-1.7.json" with { type: "json" };

const body = createBody(
  JSON.stringify({
    action: "buy",
    name: `O'Neil "x"`,
    count: 3,
    ratio: 1.5,
    one: "R1",
    on: true,
    off: false,
    nothing: null,
    empty: "",
    list: ["a", "b", "c"],
    pets: [
      { id: 1, type: "dog" },
      { id: 2, type: "cat" },
    ],
    map: { k: "v", n: { deep: [1, { x: 2 }] } },
    csv: "a,b,,c,,",
    url: "https://x/y?a=1&b=2",
    mixed: [1, "1", 1.5, null, true, [2, 3], { z: "q" }],
  }).replace('"R1"', "1.0"),
);

const context = { connectionId: "abc=", requestTimeEpoch: 1_700_000_000_000 };

function render(template: string, text = body): { readonly text: string; readonly unknown: readonly UnknownMethod[] } {
  const unknown: UnknownMethod[] = [];
  const rendered = compileVelocity(template)({ body: text, context, stageVariables: { color: "blue" } }, (method) =>
    unknown.push(method),
  );
  return { text: rendered, unknown };
}

const cases = rows as unknown as readonly (readonly [template: string, text: string | null])[];

describe("compileVelocity, beside Velocity 1.7", () => {
  it("renders every template of the table to the same text", () => {
    const wrong = cases.filter(([template, text]) => text !== null && render(template).text !== text);
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThan(900);
  });

  it("fails for every template for which it fails", () => {
    const failing = cases.filter(([, text]) => text === null).map(([template]) => template);
    for (const template of failing) expect(() => render(template), template).toThrow();
    expect(failing.length).toBeGreaterThan(40);
  });

  it.each([
    ["a\n$input.path('$.name').substring(99)", 2, "String.substring(Integer)", "RangeError"],
    ["$util.parseJson($input.path('$.name'))", 1, "$util.parseJson(String)", "SyntaxError"],
    ["\n\n#set($x = $input.path('$.name').concat($nope))", 3, "String.concat(null)", "TypeError"],
    ["#if($input.path('$[').x)#end", 1, "$input.path(String)", "UserError"],
  ])("says where a method failed, and with what: %j", (template, line, method, name) => {
    expect(() => render(template)).toThrow(expect.objectContaining({ line, method, name }));
  });

  it.each([
    ["$input.json('$.mixed.sum()') $input.path('$.mixed.max()') $input.path('$.list.length()')", "2.5 1.5 3"],
    ["#set($x = $input.path('$.map.n.deep.sum()') + 1)$x $input.json('$.map.n.deep.sum()')", "2.0 1.0"],
  ])("calculates with what JSONPath's functions give: %j", (template, text) => {
    expect(render(template).text).toBe(text);
  });

  // API Gateway's own: null prints as nothing and equals an empty text.
  it.each([
    ["[$nope][${nope}][$nope.x.y()]", "[][][]"],
    ["#if($input.path('$.missing') == \"\")empty#end", "empty"],
    ["#if($input.path('$.missing') != '')set#{else}empty#end", "empty"],
    ["#if($nope)yes#{else}no#end", "no"],
    ["#set($x = 'a' + $nope)$x", "a"],
  ])("renders %s as API Gateway does", (template, text) => {
    expect(render(template).text).toBe(text);
  });

  it("keeps the order of members whose names look like indices", () => {
    expect(render("$input.path('$') $input.json('$')", createBody('{"2":1,"1":2,"a":3}')).text).toBe(
      '{2=1, 1=2, a=3} {"2":1,"1":2,"a":3}',
    );
  });

  it("lets $input.json show what the template has put into the message", () => {
    expect(render("#set($x = $input.path('$').put('id', 7))$input.json('$')", createBody('{"a":1}')).text).toBe(
      '{"a":1,"id":7}',
    );
  });

  it("gives Java's Math by its class", () => {
    expect(render("#set($Math = $input.class.forName('java.lang.Math'))$Math").text).toBe("");
    expect(render("#set($x = '')#set($Math = $x.class.forName('java.lang.Math'))$Math.max(1, 2)").text).toBe("2");
    expect(() => render("#set($x = '')$x.class.forName('java.lang.Runtime')")).toThrow("java.lang.Runtime");
  });
});

describe("compileVelocity, methods that are not known", () => {
  it.each([
    ["\n$input.path('$.list').stream()", "JSONArray.stream()", 2],
    ["$input.path('$.action').indexOf(1.5, 'x')", "String.indexOf(Double, String)", 1],
    ["#set($m = {})\n#set($x = $m.merge('a', 1))", "Map.merge(String, Integer)", 2],
    ["$util.toJson($context)", "$util.toJson(Map)", 1],
    ["$Math.max(1, 2)", "$Math.max(…)", 1],
    ["#set($n = 5)$n.plus($nope)", "Integer.plus(null)", 1],
  ])("tells of %j", (template, method, line) => {
    expect(render(template).unknown).toEqual([{ method, line }]);
  });

  it("tells once of a method in a loop, and nothing of what is null or known", () => {
    expect(render("#foreach($i in [1..9])$i.foo()#end").unknown).toHaveLength(1);
    expect(render("$nope.foo() $input.path('$.missing').bar() $input.path('$.list').size()").unknown).toEqual([]);
  });
});

describe("compileVelocity, hostile input", () => {
  it("either compiles a text or refuses it with its line", () => {
    const piece = fc.constantFrom(
      ..."$ #if( #set($x= #end #else #foreach($i in ) { } [ ] ( \" ' \\ . x 1 -1 .. #* *# ## \n #[[ ]]# && == $x.y( $!{a} #macro(m $a)".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 20 }), (pieces) => {
        try {
          compileVelocity(pieces.join(""));
        } catch (error) {
          expect(String(error)).toMatch(/^Error: line \d+: /);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("gives a text without $, # and backslash as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const plain = text.replace(/[$#\\]/g, "");
        expect(render(plain).text).toBe(plain);
      }),
    );
  });

  it.each([
    ["nested brackets", `#set($x = ${"[".repeat(10_000)})`],
    ["nested conditions", "#if(true)".repeat(10_000)],
    ["a macro that calls itself", "#macro(m)#m()#end#m()"],
    ["a text that doubles", "#set($t = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..99])#set($t = \"$t$t\")#end"],
    ["a text that is repeated", "#set($t = 'x')$t.repeat(2000000000)"],
    ["loops in loops in loops", "#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..9])#end#end#end"],
  ])("gives up on %s", (_, template) => {
    expect(() => render(template)).toThrow();
  });

  it("ends a text that evaluates itself", () => {
    const text = "#set($text = '#evaluate($text)')#evaluate($text)";
    expect(() => render(text)).toThrow("More than 20 #evaluate nest.");
  });

  it("prints a number of 100,000 digits and does not calculate with it", () => {
    const digits = "9".repeat(100_000);
    const long = createBody(`{"n":${digits},"d":0.${digits}}`);
    expect(render("$input.path('$.n')", long).text).toBe(digits);
    expect(render("#if($input.path('$.n') > 1 && $input.path('$.n') != $input.path('$.d'))more#end", long).text).toBe(
      "more",
    );
    expect(() => render("#set($x = $input.path('$.n') + 1)", long)).toThrow(RangeError);
  });

  it("prints a message that is nested tens of thousands of levels deep", () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    expect(render("$input.json('$')", createBody(deep)).text).toBe(deep);
  });
});
