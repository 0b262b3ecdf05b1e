// The offline copy of the site. `cargo xtask build` writes it to the root of the site, with three constants before it: BUILD, the
// fingerprint of all files; FILES, each file's size, SHA-256 (32 digits of it) and, where its address carries one, version; TYPES, by ending.
//
// JavaScript by hand, since it starts before any page and must work when a build of the programs does not: a reader whose copy is broken
// gets the next version through this file alone.
//
// One worker serves one build, from one cache. The next build's worker fills its own cache beside it and waits until no page of this build
// is open, or until the reader takes it in the only tab there is; so no page ever gets files of two builds. What is not in FILES (the
// models' shards, which src/app/pack_io keeps) goes to the network as if there were no worker.
'use strict';

const SCOPE = registration.scope;
const FOLDER = new URL(SCOPE).pathname;
// Other sites may live on the same host: only what begins so is ours.
const OURS = `glassbox-site ${FOLDER} `;
const CACHE = OURS + BUILD;
const AT_ONCE = 4;

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('message', (event) => event.waitUntil(answer(event.data, event.ports[0])));
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(SCOPE)) return;
  const { pathname, search } = new URL(request.url);
  const path = pathname.slice(FOLDER.length);
  if (request.mode === 'navigate') event.respondWith(page(request, path, search));
  else if (known(path) && search === query(path)) event.respondWith(file(request, path));
});

// Keeping

async function install() {
  try {
    await fill();
  } catch (error) {
    const full = error.name === 'QuotaExceededError';
    if (full) await caches.delete(CACHE);
    // Without room, a first worker is of no use. A later one takes over with nothing kept, and the site comes from the network: the old
    // one would hold its reader at the old version. After any other failure the browser tries again, and finds what is kept so far.
    if (!full || !registration.active) throw error;
  }
}

async function activate() {
  for (const name of await older()) await caches.delete(name);
  await clients.claim();
}

async function older() {
  return (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
}

async function missing(cache) {
  const kept = new Set((await cache.keys()).map((request) => request.url));
  return Object.keys(FILES).filter((path) => !kept.has(address(path)));
}

async function fill() {
  const cache = await caches.open(CACHE);
  const before = await Promise.all((await older()).map((name) => caches.open(name)));
  const wanted = await missing(cache);
  const work = async () => {
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) await keep(cache, path, before);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    // One has failed: the others stop after the file they are at.
    wanted.length = 0;
  }
}

async function keep(cache, path, before) {
  const bytes = (await unchanged(path, before)) ?? (await fetched(path));
  const headers = { 'content-type': type(path), 'content-length': bytes.byteLength };
  await cache.put(address(path), new Response(bytes, { headers }));
}

// What an older build has kept and this one has too need not travel again.
async function unchanged(path, before) {
  for (const cache of before) {
    const bytes = await (await cache.match(address(path)))?.arrayBuffer();
    if (bytes && await right(path, bytes)) return bytes;
  }
}

async function fetched(path) {
  // By the address that a page uses, so that what it has just loaded comes from the browser's own cache; the host is asked whether it
  // is still the same.
  const response = await fetch(address(path.replace(/(^|\/)index\.html$/, '$1')) + query(path), { cache: 'no-cache', priority: 'low' });
  if (!response.ok && path !== '404.html') throw new Error(`${path}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  // A page in place of a missing file, or a file of another build.
  if (!await right(path, bytes)) throw new Error(`${path} is not the file of this build`);
  return bytes;
}

async function right(path, bytes) {
  const [size, hash] = FILES[path];
  if (bytes.byteLength !== size) return false;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, hash.length / 2), (byte) => byte.toString(16).padStart(2, '0')).join('') === hash;
}

// Serving

async function page(request, path, search) {
  const name = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  if (known(name)) return (await kept(name)) ?? fetch(request);
  if (known(`${path}/index.html`)) return Response.redirect(`${address(path)}/${search}`, 301);
  try {
    return await fetch(request);
  } catch {
    const notFound = await kept('404.html');
    return notFound ? new Response(notFound.body, { status: 404, headers: notFound.headers }) : Response.error();
  }
}

async function file(request, path) {
  // Browsers forget a site's storage as a whole: then everything comes from the network, and one build stays one build.
  return (await kept(path)) ?? fetch(request);
}

async function kept(path) {
  try {
    return await (await caches.open(CACHE)).match(address(path));
  } catch {
    return undefined;
  }
}

function known(path) {
  return Object.hasOwn(FILES, path);
}

function address(path) {
  return SCOPE + path;
}

function query(path) {
  const version = FILES[path][2];
  return version ? `?v=${version}` : '';
}

function type(path) {
  return TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}

// Answering the page (assets/offline.js)

async function answer(question, port) {
  if (question === 'take') port.postMessage(await take());
  if (question !== 'state') return;
  port.postMessage({ complete: await complete(), bytes: Object.values(FILES).reduce((sum, [size]) => sum + size, 0) });
  if (await withdrawn()) {
    await registration.unregister();
    for (const name of [...await older(), CACHE]) await caches.delete(name);
    port.postMessage({ complete: false });
  }
}

// The browser may have forgotten what was kept.
async function complete() {
  try {
    await fill();
    return true;
  } catch {
    return false;
  }
}

// The host has this file no more: it wants no offline copies. Whoever answers nothing, or with an error of its own, has not said so.
async function withdrawn() {
  try {
    const response = await fetch(`${SCOPE}sw.js`, { method: 'HEAD', cache: 'no-store' });
    const html = (response.headers.get('content-type') ?? '').includes('text/html');
    return response.status === 404 || response.status === 410 || (response.ok && html);
  } catch {
    return false;
  }
}

async function take() {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const others = windows.filter((window) => window.url.startsWith(SCOPE)).length - 1;
  // Their pages would get the new build's files.
  if (others > 0) return { others };
  await skipWaiting();
  return { others: 0 };
}
