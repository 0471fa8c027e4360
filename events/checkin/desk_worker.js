// Opens the page with the camera without a network. It stores that page, which names nobody, and the files it is made of; no
// list, no answer, no other page. DESK, the addresses, is written before this script by events/checkin/scan_views.py.
const OWN = `edu-week-desk ${DESK.root} `;
const SHELL = `${OWN}${DESK.version}`;
const PATIENCE = 4000; // milliseconds after which the stored page is better than waiting
const files = new Set([...DESK.files, ...DESK.decoder]);

async function removeCaches(kept) {
  for (const name of await caches.keys()) if (name.startsWith(OWN) && name !== kept) await caches.delete(name);
}

const isPage = (answer) => answer.ok && answer.type === "basic" && !answer.redirected;

// The page as it is for everybody; only somebody who is logged in has it, so it is stored when they open it.
async function storePage(answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  await (await caches.open(SHELL)).put(DESK.page, new Response(await answer.blob(), { headers }));
}

async function readPage() {
  return (await caches.open(SHELL)).match(DESK.page, { ignoreVary: true });
}

// The files that can be had; without the decoder the door works by typing.
async function storeFiles() {
  const cache = await caches.open(SHELL);
  await cache.addAll(DESK.files);
  for (const path of DESK.decoder) await cache.add(path).catch(() => {});
}

async function openPage(event) {
  const { pathname } = new URL(event.request.url);
  const network = fetch(event.request).then(async (answer) => {
    if (pathname === DESK.page && isPage(answer)) await storePage(answer.clone());
    return answer;
  });
  event.waitUntil(network.catch(() => {}));
  const old = await readPage();
  if (!old) return network;
  const late = new Promise((resolve) => pathname === DESK.page && setTimeout(resolve, PATIENCE));
  try {
    return (await Promise.race([network, late])) ?? old;
  } catch {
    return pathname === DESK.page ? old : Response.redirect(DESK.page);
  }
}

async function openFile(request) {
  const { pathname } = new URL(request.url);
  const cache = await caches.open(SHELL);
  const old = await cache.match(pathname, { ignoreVary: true });
  if (old) return old;
  const answer = await fetch(request);
  if (isPage(answer)) await cache.put(pathname, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!DESK.isOn || request.method !== "GET" || url.origin !== location.origin) return;
  if (files.has(url.pathname)) event.respondWith(openFile(request));
  else if (request.mode === "navigate" && url.pathname.startsWith(DESK.root)) event.respondWith(openPage(event));
});

self.addEventListener("install", (event) => {
  self.skipWaiting();
  if (DESK.isOn) event.waitUntil(storeFiles());
});

async function takeOver() {
  await self.clients.claim();
  if (!DESK.isOn) {
    await removeCaches(null);
    await self.registration.unregister();
    return;
  }
  if (!(await readPage())) {
    const answer = await fetch(DESK.page, { cache: "reload", redirect: "manual" }).catch(() => null);
    if (answer && isPage(answer)) await storePage(answer);
  }
  if (await readPage()) await removeCaches(SHELL); // while the new page is not here, the one before is still needed
}

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
