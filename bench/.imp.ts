import { withBundles } from "/work/main/bench/bundles.ts";
import { spawnSync } from "node:child_process";
import { functionEnvironment } from "/work/main/app/test/support/aws-stub.ts";
await withBundles(async (bs) => { for (const name of ["authorizer","rotate-secret","create-test-jwt","http-authorizer"]) { const b = bs.find(x=>x.handler===name)!; const r:number[]=[];
 for (let i=0;i<12;i++){ const o=spawnSync(process.execPath,["--input-type=module","-e",`const c=process.cpuUsage();await import(${JSON.stringify(b.file)});const d=process.cpuUsage(c);console.log((d.user+d.system)/1000)`],{env:{...process.env,...functionEnvironment("http://127.0.0.1:1")},encoding:"utf8"}); r.push(Number(o.stdout)); }
 r.sort((a,c)=>a-c); console.log(name, "cpu ms min",r[0].toFixed(1),"median",r[6].toFixed(1)); } });
