import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../../src/kernel/errors.ts";
import { createBody } from "../../../../../src/languages/selection-expression/index.ts";
import {
  compileTemplate,
  type TemplateScope,
} from "../../../../../src/services/api-gateway/websocket/mapping/template.ts";

const message = {
  action: "buy",
  name: 'O\'Neil "x"',
  count: 3,
  ratio: 1.5,
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
  text: '{"key1":"var1","key2":{"arr":[1,2,3]}}',
};

const scope: TemplateScope = {
  body: createBody(JSON.stringify(message)),
  parameters: { querystring: { token: "q", both: "query" }, header: { both: "header", "X-Id": "7" } },
  context: { connectionId: "abc=", authorizer: { principalId: "user-1" }, requestTimeEpoch: 1_700_000_000_000 },
  stageVariables: { color: "blue", "odd.name": "green" },
};

const render = async (template: string, changes: Partial<TemplateScope> = {}) =>
  (await compileTemplate(template))({ ...scope, ...changes });
const renderBody = (template: string, body: string) => render(template, { body: createBody(body) });

describe("compileTemplate, $input", () => {
  it.each([
    ["$input.body", scope.body.text],
    ["$input.json('$')", scope.body.text],
    ["$input.json('$.pets')", '[{"id":1,"type":"dog"},{"id":2,"type":"cat"}]'],
    ["$input.json('$.name')", '"O\'Neil \\"x\\""'],
    ["$input.json('$.count')", "3"],
    ["$input.json('$.missing')", '""'],
    ["$input.json('$.pets[*].type')", '["dog","cat"]'],
    ["$input.path('$.action')", "buy"],
    ['$input.path("$.action")', "buy"],
    ["$input.path('$').action", "buy"],
    ["$input.path('$.missing')", ""],
    ["$input.path('$').missing.deeper", ""],
    ["$input.path('$.nothing')", ""],
    ["$input.path('$.on') $input.path('$.off')", "true false"],
    ["$input.path('$.list')", '["a","b","c"]'],
    ["$input.path('$.map')", '{k=v, n={deep=[1,{"x":2}]}}'],
    ["$input.path('$.list')[1]", "b"],
    ["$input.path('$.list').get(1)", "b"],
    ["$input.path('$.pets').size()$input.path('$.pets').count()", "22"],
    ["$input.path('$.pets[1]').type", "cat"],
    ["$input.path('$.pets')[1].get('type')", "cat"],
    ["$input.params('token')", "q"],
    ["$input.params('both')", "query"],
    ["$input.params('X-Id')", "7"],
    ["$input.params('missing')", ""],
    ["$input.params('constructor')", ""],
    ["$input.params().header.get('X-Id')", "7"],
    ["$input.params().querystring['token']", "q"],
    ["[$input][$input.path][$util]", "[][][]"],
  ])("renders %s", async (template, text) => {
    expect(await render(template)).toBe(text);
  });

  it("reads an empty body as an empty object", async () => {
    expect(await renderBody("$input.body|$input.json('$')|$input.path('$.x')", "")).toBe("{}|{}|");
  });

  it("reads a body that is no JSON as a text without members", async () => {
    expect(await renderBody("$input.body|$input.path('$')|$input.path('$.x')|$input.json('$')", "hi")).toBe(
      'hi|hi||"hi"',
    );
  });
});

describe("compileTemplate, $util, $context and $stageVariables", () => {
  it.each([
    ["$context.connectionId $context.authorizer.principalId $context.nope.x", "abc= user-1 "],
    ["$context.requestTimeEpoch", "1700000000000"],
    ["$stageVariables.color $stageVariables['odd.name'] ${stageVariables['color']}x", "blue green bluex"],
    ["$util.escapeJavaScript($input.path('$.name'))", `O\\'Neil \\"x\\"`],
    [`$util.escapeJavaScript($input.path('$.name')).replaceAll("\\\\'","'")`, `O'Neil \\"x\\"`],
    ["$util.escapeJavaScript($input.json('$.map'))", String.raw`{\"k\":\"v\",\"n\":{\"deep\":[1,{\"x\":2}]}}`],
    ["$util.escapeJavaScript($input.path('$.missing'))", ""],
    ["#set($o = $util.parseJson($input.path('$.text')))$o.key2.arr[0] $o.key1", "1 var1"],
    ["$util.urlEncode('a b&c=d/é*')", "a+b%26c%3Dd%2F%C3%A9*"],
    ["$util.urlDecode('a+b%26c')", "a b&c"],
    ["$util.base64Encode('grüße')", Buffer.from("grüße").toString("base64")],
    ["$util.base64Decode('Z3LDvMOfZQ==')", "grüße"],
    ["$util.nope('x')$util.constructor('x')", ""],
  ])("renders %s", async (template, text) => {
    expect(await render(template)).toBe(text);
  });

  it("escapes as Apache Commons does", async () => {
    const text = JSON.stringify({ t: "/\\\b\f\n\r\t\u0001é😀'\"~" });
    expect(await renderBody("$util.escapeJavaScript($input.path('$.t'))", text)).toBe(
      String.raw`\/\\\b\f\n\r\t\u0001\u00E9\uD83D\uDE00\'\"~`,
    );
  });
});

describe("compileTemplate, directives", () => {
  it.each([
    ["#set($x = 5)$x", "5"],
    ["#set($x = 'a')#set($y = \"$x${x}b\")$y", "aab"],
    ["#set($y = '$x')$y", "$x"],
    ["#set($m = {'a': 1, \"b\": [5, $input.path('$.count')]})$m.a$m.b[1]$m", "13{a=1, b=[5, 3]}"],
    ["#set($m = {})#set($m.k = 1)#set($m['l'] = 2)$m.put('m', 3)$m", "{k=1, l=2, m=3}"],
    ["#set($l = [])#set($ok = $l.add('x'))$ok#set($l[0] = 'y')$l", "true[y]"],
    ["#set($x = 2 + 3 * 4 - 6 / 4 % 5)$x", "13"],
    ["#set($x = 7 / 2)$x #set($x = 7.0 / 2)$x#set($y = 1 / 0)$y", "33.5"],
    ['#set($x = "a" + 1)$x', "a1"],
    ["#if($input.path('$.on'))yes#{else}no#end", "yes"],
    ["#if($input.path('$.off'))yes#{else}no#end", "no"],
    ["#if($input.path('$.missing'))yes#{else}no#end", "no"],
    ["#if($input.path('$.empty'))set#end", "set"],
    ["#if($input.path('$.empty') == '')empty#end", "empty"],
    ["#if($input.path('$.missing') == '')empty#{else}missing#end", "empty"],
    ["#if($input.path('$.action') == 'sell')s#elseif($input.path('$.action') == 'buy')b#{else}?#end", "b"],
    ["#if($input.path('$.count') == '3')same#end", "same"],
    ["#if($input.path('$.count') > 2 && $input.path('$.ratio') <= 1.5)in#end", "in"],
    ["#if(!$input.path('$.missing') || $x.y.z)none#end", "none"],
    ["#if($input.path('$.list').size() > 2 and not $x)many#end", "many"],
    ["#if($input.path('$.name') < 3)less#{else}not#end", "not"],
    ["#if('a' != 'b')differ#end", "differ"],
    ["#foreach($i in $input.path('$.list'))$i#if($foreach.hasNext),#end#end", "a,b,c"],
    ["#foreach($i in $input.path('$.list'))$foreach.index$foreach.count$velocityCount #end", "011 122 233 "],
    ["#foreach($i in $input.path('$.list'))#if($foreach.first)<#end$i#if($foreach.last)>#end#end", "<abc>"],
    ["#foreach($k in $input.path('$.map').keySet())$k#end", "kn"],
    ["#foreach($e in $input.path('$.map').entrySet())$e.key=$e.getKey();#end", "k=k;n=n;"],
    ["#foreach($v in $input.path('$.pets[0]'))$v #end", "1 dog "],
    ["#foreach($i in [1..3])$i#end#foreach($i in [2..0])$i#end", "123210"],
    ["#foreach($i in $input.path('$.action'))x#end#foreach($i in $missing)x#end", ""],
    ["#foreach($i in [1..5])#if($i == 3)#break#end$i#end.", "12."],
    ["#foreach($i in [1..2])#foreach($j in [1..5])#if($j == 2)#break#end$i$j #end|#end", "11 |21 |"],
    ["#set($i = 'out')#foreach($i in [1..2])$i#end$i", "12out"],
    ["#set($s = 0)#foreach($i in [1..4])#set($s = $s + $i)#end$s", "10"],
    ["#macro(pair $a $b)[$a|$b]#end#pair('x' $input.path('$.count'))#pair(1 2)", "[x|3][1|2]"],
    ["#define($row)<$k>#end#foreach($k in ['a', 'b'])$row#end", "<a><b>"],
    ["a ## comment\nb #* block *#c", "a b c"],
    ["$!missing$!{missing}$missing.x", ""],
    ["\\$notAVariable #[[$raw #if]]#", "$notAVariable $raw #if"],
    ['cost $5 #1 "#fff"', 'cost $5 #1 "#fff"'],
  ])("renders %s", async (template, text) => {
    expect(await render(template)).toBe(text);
  });

  it("renders the parameter mapping of AWS's guide", async () => {
    const template = `#set($allParams = $input.params())
{ "params" : {
  #foreach($type in $allParams.keySet())
  #set($params = $allParams.get($type))
  "$type" : {
    #foreach($paramName in $params.keySet())
    "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
    #if($foreach.hasNext),#end
    #end
  }
  #if($foreach.hasNext),#end
  #end
} }`;
    expect(JSON.parse(await render(template))).toEqual({
      params: { path: {}, querystring: { token: "q", both: "query" }, header: { both: "header", "X-Id": "7" } },
    });
  });

  it("renders the request of a StartExecution", async () => {
    const template = `#set($data = $util.escapeJavaScript($input.json('$')))
{ "input": "{\\"data\\":$data,\\"connectionId\\":\\"$context.connectionId\\"}", "stateMachineArn": "arn:x" }`;
    const { input } = JSON.parse((await renderBody(template, '{"a":"b\\"c"}')).replaceAll("\\/", "/"));
    expect(JSON.parse(input)).toEqual({ data: { a: 'b"c' }, connectionId: "abc=" });
  });

  it("stops a loop after 1,000 rounds, and a range with it", async () => {
    const body = JSON.stringify({ list: Array.from({ length: 1_500 }, () => 1), n: 1e9 });
    expect(await renderBody("#foreach($i in $input.path('$.list'))x#end", body)).toHaveLength(1_000);
    expect(await renderBody("#foreach($i in [1..$input.path('$.n')])x#end", body)).toHaveLength(1_000);
  });
});

describe("compileTemplate, methods of Java's types", () => {
  it.each([
    ["AbC", "$s.toLowerCase()$s.toUpperCase()", "abcABC"],
    [" ab ", "[$s.trim()]$s.length()$s.isEmpty()$s.isBlank()", "[ab]4falsefalse"],
    ["abcabc", "$s.indexOf('c')$s.lastIndexOf('c')$s.substring(1)$s.substring(1, 3)$s.charAt(0)", "25bcabcbca"],
    ["abcabc", "$s.contains('bc')$s.startsWith('b')$s.endsWith('c')$s.matches('(abc)+')", "truefalsetruetrue"],
    ["a.b.c", "$s.replace('.', '-')$s.replaceAll('\\.', '+')$s.replaceFirst('.', '_')", "a-b-ca+b+c_.b.c"],
    ["a1b2", "$s.replaceAll('([a-z])(\\d)', '$2$1\\$&')", "1a$&2b$&"],
    ["a,b,,", "$s.split(',').size()$s.split(',')[1]$s.split(',').get(0)", "2ba"],
    ["Ab", "$s.equals('Ab')$s.equalsIgnoreCase('aB')$s.concat('c')$s.compareTo('Ac')$s.toString()", "truetrueAbc-1Ab"],
    ["x", "$s.repeat(3)$s.constructor$s.get('__proto__')$s.length$s.eval('$s')", "xxx"],
  ])("calls methods of the text %j", async (s, template, text) => {
    expect(await renderBody(`#set($s = $input.path('$.s'))${template}`, JSON.stringify({ s }))).toBe(text);
  });

  it.each([
    ["$l.size()$l.isEmpty()$l.contains('b')$l.indexOf('c')$l.subList(0, 2)", "3falsetrue2[a, b]"],
    ["#set($x = $l.remove(0))$x$l#set($x = $l.set(0, 'z'))$x$l", 'a["b","c"]b["z","c"]'],
    ["#set($x = $l.addAll(['y']))$l.clear()$l.size()", "0"],
    ["$l.length()$l.toString()$l.map('x')$l.push('x')$l.size()", '3["a","b","c"]3'],
  ])("calls methods of a list: %s", async (template, text) => {
    expect(await render(`#set($l = $input.path('$.list'))${template}`)).toBe(text);
  });

  it.each([
    ["$m.size()$m.isEmpty()$m.containsKey('k')$m.containsValue('v')$m.get('k')$m.getK()", "2falsetruetruev"],
    ["$m.getOrDefault('nope', 'd')$m.remove('k')$m.keySet()$m.values().size()", "dv[n]1"],
    ["$m.get('constructor')$m.containsKey('toString')$m['__proto__']$m.constructor", "false"],
    ["#set($x = $m.putAll({'z': 1}))$m.z", "1"],
    ["#set($x = $m.put('__proto__', 'own'))$m.get('__proto__')", "own"],
  ])("calls methods of a map: %s", async (template, text) => {
    expect(await render(`#set($m = $input.path('$.map'))${template}`)).toBe(text);
  });

  it("calls methods of numbers", async () => {
    expect(await render("#set($n = $input.path('$.ratio'))$n.intValue() $n.toString() $n.equals(1.5)")).toBe(
      "1 1.5 true",
    );
  });
});

describe("compileTemplate", () => {
  it("gives a text without template language as it is", async () => {
    expect(await render('{"statusCode": 200}')).toBe('{"statusCode": 200}');
  });

  it("does not let a template change what others see", async () => {
    const template =
      "#set($m = $input.path('$.map'))#set($m.k = 'changed')#set($context.connectionId = 'x')$context.connectionId$m.k";
    expect(await render(template)).toBe("xchanged");
    expect(scope.context?.connectionId).toBe("abc=");
    expect(await render("$input.path('$.map').k")).toBe("v");
    expect(Object.prototype).not.toHaveProperty("k");
  });

  it("does not evaluate what a message holds", async () => {
    const body = JSON.stringify({ t: "$context.connectionId #if(true)x#end ${util}" });
    expect(await renderBody("$input.path('$.t') #set($s = \"[$input.path('$.t')]\")$s", body)).toBe(
      "$context.connectionId #if(true)x#end ${util}[$context.connectionId #if(true)x#end ${util}]",
    );
  });

  it.each(["#if($x", "#set($x = )", "#foreach($i in )x#end"])("refuses %s", async (template) => {
    await expect(compileTemplate(template)).rejects.toThrow(UserError);
    await expect(compileTemplate(template)).rejects.toThrow("line 1");
  });

  it("refuses a template of more than 300 KB", async () => {
    await expect(compileTemplate("x".repeat(300 * 1024))).resolves.toBeTypeOf("function");
    await expect(compileTemplate("x".repeat(300 * 1024 + 1))).rejects.toThrow(UserError);
  });

  it.each(["$util.parseJson('{')", "$util.urlDecode('%')", "$input.path('$[')", "$input.body.matches('(')"])(
    "fails while rendering %s, so that the caller can answer an internal server error",
    async (template) => {
      const compiled = await compileTemplate(template);
      expect(() => compiled(scope)).toThrow();
    },
  );

  it("stops a macro that calls itself for ever", async () => {
    const compiled = await compileTemplate("#macro(again)#again()#end#again()");
    expect(() => compiled(scope)).toThrow();
  });

  it("makes JSON of any message, and pollutes nothing", async () => {
    const compiled = await compileTemplate(
      `#set($m = $input.path('$'))#set($copy = {})#foreach($k in $m.keySet())#set($copy[$k] = $m.get($k))#end
       {"t": "$util.escapeJavaScript($input.path('$.t')).replaceAll("\\\\'","'")", "all": $input.json('$')}`,
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.dictionary(fc.string(), fc.jsonValue()), (t, members) => {
        const source = JSON.parse(JSON.stringify({ ...members, t, constructor: 1, ["__proto__"]: { polluted: true } }));
        const rendered = JSON.parse(compiled({ body: createBody(JSON.stringify(source)) }));
        expect(rendered).toEqual({ t: source.t, all: source });
        expect({}).not.toHaveProperty("polluted");
      }),
      { numRuns: 40 },
    );
  });
});

describe("compileTemplate, numbers", () => {
  const body = '{"id":9007199254740993,"price":1.0,"text":"{\\"n\\":1.50}","all":[9007199254740993,{"p":1.0}],"n":4}';

  it.each([
    ["$input.json('$.id') $input.json('$.price')", "9007199254740993 1.0"],
    ["$input.path('$.id') $input.path('$').price", "9007199254740993 1.0"],
    ["$input.json('$.all')", '[9007199254740993,{"p":1.0}]'],
    ["$input.path('$.all')", '[9007199254740993,{"p":1.0}]'],
    ["$input.path('$.all[1]')", "{p=1.0}"],
    ["#foreach($each in $input.path('$.all'))$each #end", "9007199254740993 {p=1.0} "],
    ["$util.parseJson($input.path('$.text')).n", "1.50"],
    ["\"$util.escapeJavaScript($input.path('$.id'))\"", '"9007199254740993"'],
    ["#set($id = $input.path('$.id'))#set($list = [$id])$list", "[9007199254740993]"],
    ["#if($input.path('$.price') == 1)one#end", "one"],
    ["#if($input.path('$.id') > 9007199254740992)more#end", "more"],
    ["#if($input.path('$.price') + $input.path('$.n') == 5)five#end", "five"],
    ["$input.path('$.price').intValue()", "1"],
    ["$input.path('$.price').toString().length()", "3"],
    ["$input.json('$.all[?(@ == 9007199254740993)]')", "[9007199254740993]"],
    ["$input.json('$..p')", "[1.0]"],
  ])("%s keeps digits", async (template, text) => {
    expect(await renderBody(template, body)).toBe(text);
  });
});
