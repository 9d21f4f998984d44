// Builds what browsers get: a style sheet each way of writing, a script for all pages and one for conversations, an icon; hashed, packed, listed.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import postcss from "postcss";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../portal/web/built/", import.meta.url));

// Phones from 2018 know `margin-inline-start` and `top`, but neither the two-sided shorthands nor `inset-…`.
const pairs = { inline: ["start", "end"], block: ["start", "end"] };
const older = {
  postcssPlugin: "older-phones",
  Declaration(declaration) {
    const two = /^(margin|padding)-(inline|block)$/.exec(declaration.prop);
    if (two) {
      const [first, second = first] = postcss.list.space(declaration.value);
      const [start, end] = pairs[two[2]];
      declaration.cloneBefore({ prop: `${two[0]}-${start}`, value: first });
      declaration.cloneBefore({ prop: `${two[0]}-${end}`, value: second });
      declaration.remove();
    }
    const edge = { "inset-block-start": "top", "inset-block-end": "bottom" }[declaration.prop];
    if (edge && declaration.prev()?.prop !== edge) declaration.cloneBefore({ prop: edge });
  },
};

function styles() {
  const { css } = sass.compile(`${here}scss/app.scss`, {
    loadPaths: [`${here}node_modules`, `${here}scss`],
    style: "expanded",
    quietDeps: true,
  });
  const plain = postcss([older]).process(css, { from: undefined }).css;
  const squeeze = (text) => esbuild.transformSync(text, { loader: "css", minify: true, target: "chrome80" }).code;
  return { "app.css": squeeze(plain), "app-rtl.css": squeeze(rtlcss.process(plain)) };
}

// Sockets are WebSockets or nothing: the client's other ways of travelling stay at home.
const socketsOnly = {
  name: "sockets-only",
  setup(build) {
    build.onResolve({ filter: /\/transports\/index\.js$|^engine\.io-client\/transports$/ }, () => ({
      path: `${here}js/talk/transports.js`,
    }));
  },
};

async function script(name, entry) {
  const built = await esbuild.build({
    entryPoints: [`${here}js/${entry}`],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    write: false,
    legalComments: "none",
    plugins: [socketsOnly],
  });
  return { [name]: built.outputFiles[0].text };
}

function pack(name, text) {
  const body = Buffer.from(text);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
  const hashed = name.replace(/\.(?=[^.]+$)/, `-${hash}.`);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  const brotli = brotliCompressSync(body, { params: quality });
  writeFileSync(out + hashed, body);
  writeFileSync(`${out}${hashed}.br`, brotli);
  writeFileSync(`${out}${hashed}.gz`, gzipSync(body, { level: 9 }));
  console.log(`${hashed}  ${body.length} bytes, ${brotli.length} in Brotli`);
  return hashed;
}

// The new files come before the list that names them, and the old go last: whoever reads meanwhile finds a whole set.
const scripts = { ...(await script("app.js", "app.js")), ...(await script("talk.js", "talk/talk.js")) };
const files = { ...styles(), ...scripts, "icon.svg": readFileSync(`${here}icon.svg`, "utf8").trim() };
mkdirSync(out, { recursive: true });
const manifest = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, pack(name, text)]));
writeFileSync(`${out}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
const kept = new Set(Object.values(manifest).flatMap((name) => [name, `${name}.br`, `${name}.gz`]));
for (const name of readdirSync(out)) if (name !== "manifest.json" && !kept.has(name)) rmSync(out + name);
