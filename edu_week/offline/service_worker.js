// Caches what a visitor may need without a network: the shell, the programme, visited sessions, tickets kept on this device.
// It never touches what is not named here: back office, desk, forms, searches, answers to a POST, live places.
// SITE, the addresses below, is written before this script by edu_week/offline/views.py.
const OWN = `edu-week ${SITE.root} `;
const SHELL = `${OWN}shell ${SITE.version}`;
const PAGES = `${OWN}pages ${SITE.version}`;
const TICKETS = `${OWN}tickets`;
const PATIENCE = 4000; // milliseconds after which a cached page is better than waiting
const MOST_PAGES = 80;
const STAMP = "X-Kept-At";
const shell = new Set(SITE.shell);
const used = new Set(SITE.used);
const sessions = new RegExp(SITE.sessions);
const tickets = new RegExp(SITE.tickets);

// The cache and key of an address; `whole` if only the page without its filters is cached.
function placeOf(url) {
  const path = url.pathname;
  if (tickets.test(path)) return { cache: TICKETS, key: path };
  if (SITE.pages.includes(path) || sessions.test(path)) return { cache: PAGES, key: path };
  if (!SITE.programmes.includes(path)) return null;
  const day = url.searchParams.get("day");
  const whole = SITE.filters.some((name) => url.searchParams.get(name));
  return { cache: PAGES, key: /^(all|\d{4}-\d\d-\d\d)$/.test(day) ? `${path}?day=${day}` : path, whole };
}

async function keptHere({ cache, key }) {
  return (await caches.open(cache)).match(key, { ignoreVary: true });
}

async function kept(place) {
  return (await keptHere(place)) ?? (place.cache === PAGES ? inFormer("pages", place.key) : undefined);
}

// What earlier versions stored is there until this one has fetched all of it anew (see renew), and shown meanwhile.
async function formerCaches(kind = "") {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(`${OWN}${kind}`) && ![SHELL, PAGES, TICKETS].includes(name));
}

async function inFormer(kind, key) {
  for (const name of (await formerCaches(kind)).reverse()) {
    const old = await (await caches.open(name)).match(key, { ignoreVary: true });
    if (old) return old;
  }
}

const isPage = (answer) =>
  answer.ok && answer.type === "basic" && !answer.redirected && answer.headers.get("Content-Type")?.startsWith("text/html");

async function keep({ cache: name, key }, answer) {
  const headers = new Headers(answer.headers);
  headers.set(STAMP, Date.now());
  for (const other of ["Content-Encoding", "Content-Length"]) headers.delete(other);
  const cache = await caches.open(name);
  await cache.put(key, new Response(await answer.blob(), { headers }));
  if (name === TICKETS) return;
  const keys = await cache.keys();
  for (const oldest of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(oldest);
}

// The portal's time in milliseconds, as js/portal-clock.js reads it; "" if it was not told.
function timeTold(header) {
  const [portal, ahead, proxy] = ["portal", "ahead", "proxy"].map((name) => header.match(`${name};dur=(-?[\\d.]+)`)?.[1]);
  return (proxy ? proxy * 1000 + Number(ahead ?? 0) : portal) ?? "";
}

// Marks the page as cached, with the time and the reason it is shown; js/offline.js displays them.
async function asKept(answer, why, whole) {
  const time = timeTold(answer.headers.get("Server-Timing") ?? "");
  const at = `data-kept-at="${answer.headers.get(STAMP)}" data-kept-time="${time}"`;
  const mark = `<html data-kept="${why}" ${at}${whole ? " data-kept-whole" : ""}`;
  return new Response((await answer.text()).replace("<html", mark), { headers: answer.headers });
}

async function fromNetwork(request, place) {
  const answer = await fetch(request);
  if (place?.cache === PAGES && !place.whole && isPage(answer)) await keep(place, answer.clone());
  if (place?.cache === TICKETS && answer.status === 404) await (await caches.open(TICKETS)).delete(place.key);
  return answer;
}

async function page(network, place, url) {
  const old = place && (await kept(place));
  const late = new Promise((resolve) => old && setTimeout(resolve, PATIENCE));
  try {
    return (await Promise.race([network, late])) ?? asKept(old, "slow", place.whole);
  } catch {
    if (old) return asKept(old, "away", place.whole);
    const language = SITE.offline.filter(({ root }) => url.pathname.startsWith(root)).pop();
    return (await caches.match(language.page, { ignoreVary: true })) ?? Response.error();
  }
}

async function file(request) {
  const { pathname } = new URL(request.url);
  const cache = await caches.open(SHELL);
  const old = await cache.match(pathname, { ignoreVary: true });
  if (old) return old;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(pathname, answer.clone());
  return answer;
}

// A page of an earlier version names files of that version.
async function formerFile(request) {
  const { pathname } = new URL(request.url);
  return (await inFormer("shell", pathname)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith(SITE.root)) return;
  if (shell.has(url.pathname) || used.has(url.pathname)) return event.respondWith(file(request));
  if (url.pathname.startsWith(SITE.files)) return event.respondWith(formerFile(request));
  if (request.mode !== "navigate" || SITE.never.some((path) => url.pathname.startsWith(path))) return;
  const place = placeOf(url);
  const network = fromNetwork(request, place);
  event.waitUntil(network.catch(() => {}));
  event.respondWith(page(network, place, url));
});

// A page asks to keep addresses: itself, the days of the week; those kept in the last `fresh` milliseconds are left.
// Tickets are kept only when their own page asks, since people may have said that this device shall keep none.
async function keepAll(addresses, name, fresh = 0) {
  for (const address of addresses) {
    const place = placeOf(new URL(address, location));
    if (place?.cache !== name || place.whole) continue;
    const old = await keptHere(place);
    if (old && Date.now() - Number(old.headers.get(STAMP)) < fresh) continue;
    const answer = await fetch(address, { cache: "no-cache", priority: "low" });
    if (isPage(answer)) await keep(place, answer);
    else if (answer.status === 404) await (await caches.open(place.cache)).delete(place.key);
    else if (answer.status === 429 || answer.status >= 500) throw new Error("busy"); // asked for another time
  }
}

async function forgetTickets(paths) {
  if (!paths) return caches.delete(TICKETS);
  const cache = await caches.open(TICKETS);
  for (const path of paths) await cache.delete(path);
}

// One after the other, so that a ticket being fetched is not cached after the request to delete it.
let asked = Promise.resolve();
self.addEventListener("message", (event) => {
  const { keepPages, keepTickets, fresh, forget } = event.data;
  asked = asked.then(async () => {
    if (keepPages) await keepAll(keepPages, PAGES, fresh);
    if (keepTickets) await keepAll(keepTickets, TICKETS);
    if (keepPages || keepTickets) await renew();
    if (forget) await forgetTickets(forget === "all" ? null : forget);
  });
  asked = asked.catch(() => {}); // the network went away again
  event.waitUntil(asked.then(() => event.ports[0]?.postMessage("done")));
});

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const wanted = [...SITE.shell, ...SITE.offline.map(({ page: path }) => new Request(path, { cache: "reload" }))];
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(wanted)));
});

// Stored pages and tickets of the version before name its files. All are fetched anew before that version is let go of; if the
// network goes away meanwhile, both stay, and the next page that is opened tries again.
async function renew() {
  const former = await formerCaches();
  if (!former.length || isBeingReplaced()) return;
  for (const name of await formerCaches("pages")) await keepAll(await addressesIn(name), PAGES, Infinity);
  await keepAll(await addressesIn(TICKETS), TICKETS);
  await renewUsed();
  if (isBeingReplaced()) return;
  for (const name of former) await caches.delete(name);
}

// What a newer version is storing would look like what an earlier one has left.
function isBeingReplaced() {
  const { installing, waiting } = self.registration;
  return Boolean(installing || waiting || self.serviceWorker?.state === "redundant");
}

// Files that this phone has used before, under the names of this version.
async function renewUsed() {
  const unhashed = (path) => path.replace(/\.[0-9a-f]{12}(?=\.[^/.]+$)/, "");
  const had = new Set();
  for (const name of await formerCaches("shell"))
    for (const url of await addressesIn(name)) had.add(unhashed(new URL(url).pathname));
  const cache = await caches.open(SHELL);
  for (const path of SITE.used) if (had.has(unhashed(path)) && !(await cache.match(path))) await cache.add(path);
}

async function addressesIn(name) {
  return (await (await caches.open(name)).keys()).map(({ url }) => url);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
  asked = asked.then(renew).catch(() => {}); // not waited for: pages wait for a worker that is being activated
});
