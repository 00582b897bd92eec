import { launch } from "./lib/browser.mjs";
const [,, out, height, ...files] = process.argv;
const b = await launch(); const p = await b.newPage({ viewport: { width: files.length * 400, height: Number(height) } });
const { readFileSync } = await import("node:fs");
await p.setContent(`<body style="margin:0;background:#777;display:flex;gap:10px;align-items:flex-start">${files.map(f => `<img style="width:390px" src="data:image/png;base64,${readFileSync(f).toString("base64")}">`).join("")}`);
await p.waitForTimeout(300);
await p.screenshot({ path: out }); await b.close();
